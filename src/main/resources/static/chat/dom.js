// Making and finding elements. Text goes in as text: nothing here, and nothing that uses it, parses HTML.

export const byId = (id) => document.getElementById(id);

/** A new element. `with_` holds properties, and attributes where the name has a dash; children are elements or strings. */
export function element(tag, with_ = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(with_)) {
    if (name.includes('-')) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

/** A new element after a template of index.html. */
export function fromTemplate(id) {
  return byId(id).content.firstElementChild.cloneNode(true);
}

/** Makes `parent` hold exactly `children`, touching only what differs: focus, scrolling and live regions stay as they are. */
export function arrange(parent, children) {
  children.forEach((child, at) => {
    if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
  });
  while (parent.children.length > children.length) parent.lastElementChild.remove();
}

/** A live region speaks when it is written to, so the same text is not written again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

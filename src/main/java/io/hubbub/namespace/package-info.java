/** Namespaces: isolated spaces with rooms of their own, and the policies that govern them. */
@NullMarked
package io.hubbub.namespace;

import org.jspecify.annotations.NullMarked;

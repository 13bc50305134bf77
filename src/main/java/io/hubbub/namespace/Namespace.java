package io.hubbub.namespace;

/** An isolated space of rooms under one policy. */
public record Namespace(String name, Policy policy) {}

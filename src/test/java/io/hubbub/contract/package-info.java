/**
 * The contract of gateways, and what tests at the wire share: clients that send and read literal
 * frames.
 */
@NullMarked
package io.hubbub.contract;

import org.jspecify.annotations.NullMarked;

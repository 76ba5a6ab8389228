// Bounds that the form and the Worker share.

/** Bytes of a passphrase at most. */
export const PASSPHRASE_MOST = 1_024

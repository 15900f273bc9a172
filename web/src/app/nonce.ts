/** The nonce the server put into the page; style elements without it are refused. */
export function cspNonce(): string | undefined {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
  return nonce && nonce !== '__CSP_NONCE__' ? nonce : undefined;
}

/**
 * Gives the nonce to every style element our scripts make. Ant Design passes it to its own styles, but the
 * helpers under it (locking the scroll behind a dialog, measuring the scroll bar) forget it.
 */
export function stampStyles(): void {
  const nonce = cspNonce();
  if (!nonce) return;
  const create = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  }) as typeof document.createElement;
}

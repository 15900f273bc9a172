/** The few events the API layer raises for the shell; kept apart so that the sign-in page stays small. */
type Listener = () => void;

function signal() {
  const listeners = new Set<Listener>();
  return {
    on(listener: Listener): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    fire(): void {
      for (const listener of [...listeners]) listener();
    },
  };
}

/** A call was answered 401: the session is over, the page and its form are still there. */
export const sessionEnded = signal();
/** The same person signed in again over the page: what was refused for that is over. */
export const sessionRenewed = signal();
/** A call did not reach the server. */
export const serverLost = signal();
/** A call reached the server (again). */
export const serverFound = signal();

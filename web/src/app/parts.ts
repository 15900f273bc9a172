import type { RouteObject } from 'react-router';
import { ApiProblem } from '~/api/problem';
import { serverLost } from '~/api/signals';

/** Style sheets that did not come. The build asks for each of them once, so that a second try has to do it here. */
const lostStyles = new Set<HTMLLinkElement>();
document.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') lostStyles.add(target);
  },
  true,
);

/**
 * A file of the app that is loaded when it is needed. Where it does not come, either nobody answers
 * (`client.part_missing`: it may come at the next try), or the server has a newer build by now, in which the file is
 * gone (`client.new_version`).
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await attempt(load);
  } catch (error) {
    if (!isMissingFile(error)) throw error;
  }
  if (!(await serverAnswers())) {
    serverLost.fire();
    throw new ApiProblem({ status: 0, code: 'client.part_missing' });
  }
  // The line may have been down for the moment of the first try alone.
  try {
    return await attempt(load);
  } catch (error) {
    throw isMissingFile(error) ? new ApiProblem({ status: 0, code: 'client.new_version' }) : error;
  }
}

async function attempt<T>(load: () => Promise<T>): Promise<T> {
  await Promise.all([...lostStyles].map(renewStyle));
  return load();
}

function renewStyle(lost: HTMLLinkElement): Promise<void> {
  lostStyles.delete(lost);
  const link = lost.cloneNode() as HTMLLinkElement;
  return new Promise((resolve, reject) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => reject(new Error(`Unable to preload CSS for ${link.href}`)));
    lost.replaceWith(link);
  });
}

/** In the words of the browsers for a script, and of the build for its styles. */
function isMissingFile(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|importing a module|preload CSS/i.test(error.message)
  );
}

async function serverAnswers(): Promise<boolean> {
  try {
    const { status } = await fetch('/', {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.timeout(10_000),
    });
    // What stands before a server that is down answers in its place.
    return status < 500;
  } catch {
    return false;
  }
}

/** Routes whose pages tell a server that is away from a newer version. */
export function inParts(routes: readonly RouteObject[]): RouteObject[] {
  return routes.map((route) => {
    const { lazy, children } = route;
    return {
      ...route,
      ...(typeof lazy === 'function' && { lazy: () => loadPart(lazy) }),
      ...(children && { children: inParts(children) }),
    } as RouteObject;
  });
}

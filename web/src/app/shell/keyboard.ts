import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useNavigate } from 'react-router';
import { useSession } from '../session';
import { visibleMenu } from './MainMenu';

const KEY = 'coloa.keys';
/** How long after its first key the second one of a jump (`g p`) is waited for. */
export const JUMP_MS = 1200;

/** Keys without Ctrl can be switched off (WCAG 2.1.4: speech input types letters by accident). */
export function singleKeysOn(): boolean {
  return localStorage.getItem(KEY) !== 'off';
}

export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, 'off');
}

/** True while a letter is text, not a command. */
export function isTyping(event: KeyboardEvent): boolean {
  const at = event.target;
  if (event.isComposing) return true;
  if (!(at instanceof HTMLElement)) return false;
  return (
    at.isContentEditable ||
    at.matches('input:not([type=checkbox]):not([type=radio]), textarea, select, [role=combobox]')
  );
}

/** True while a dialog is in front of the page. */
export function dialogIsOpen(): boolean {
  return document.querySelector('[role=dialog]:not([hidden])')?.checkVisibility?.() ?? false;
}

/** Keys that the page in front has besides those of every page, for the help. */
export interface PageKeys {
  title: string;
  keys: readonly { key: string; text: string }[];
}
let pageKeys: PageKeys | undefined;
const watchers = new Set<() => void>();
function setPageKeys(next: PageKeys | undefined): void {
  pageKeys = next;
  for (const tell of watchers) tell();
}

/** Tells the help (`?`) about keys of this page, as long as it is shown; `keys` must be stable. */
export function usePageKeys(keys: PageKeys | undefined): void {
  useEffect(() => {
    setPageKeys(keys);
    return () => setPageKeys(undefined);
  }, [keys]);
}

export function useKeysOfPage(): PageKeys | undefined {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => pageKeys,
  );
}

/** Ctrl-K, `?` and the two-key jumps of the menu. */
export function useShortcuts({
  openPalette,
  openHelp,
}: {
  openPalette: () => void;
  openHelp: () => void;
}): void {
  const navigate = useNavigate();
  const session = useSession();
  const live = useRef({ openPalette, openHelp, session, navigate });
  live.current = { openPalette, openHelp, session, navigate };

  useEffect(() => {
    let prefix: { key: string; at: number } | undefined;
    function onKey(event: KeyboardEvent) {
      const now = live.current;
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        now.openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (!singleKeysOn() || isTyping(event) || dialogIsOpen()) return;
      if (event.key === '?') {
        event.preventDefault();
        now.openHelp();
        return;
      }
      const pair = prefix && Date.now() - prefix.at < JUMP_MS ? `${prefix.key} ${event.key}` : undefined;
      const entry = pair ? visibleMenu(now.session).find((e) => e.shortcut === pair) : undefined;
      if (entry) {
        event.preventDefault();
        prefix = undefined;
        void now.navigate(entry.to);
        return;
      }
      prefix = { key: event.key, at: Date.now() };
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

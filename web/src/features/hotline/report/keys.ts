import { useEffect, useRef } from 'react';
import { dialogIsOpen, isTyping, JUMP_MS, singleKeysOn } from '~/app/shell/keyboard';

export type KeyActions = Readonly<Record<string, (() => void) | undefined>>;

/** What a key press means on the page of a report; `g` begins a jump, whose second key is no command here. */
export function meaningOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented'>,
  jumping: boolean,
  actions: KeyActions,
): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || jumping) return undefined;
  return Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
}

/** Single keys of the page, while nobody types and no dialog is in front. */
export function useReportKeys(actions: KeyActions): void {
  const live = useRef(actions);
  live.current = actions;
  useEffect(() => {
    let jump = 0;
    function onKey(event: KeyboardEvent) {
      if (!singleKeysOn() || isTyping(event) || dialogIsOpen() || event.repeat) return;
      const jumping = Date.now() - jump < JUMP_MS;
      jump = event.key === 'g' ? Date.now() : 0;
      const act = meaningOf(event, jumping, live.current);
      if (!act) return;
      event.preventDefault();
      act();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matches } from '~/app/fold';
import { formatNumber } from '~/ui/format';
import { useSettled } from '~/ui/useSettled';
import { fieldsQuery, topQuery } from './api';
import { type Completion, completed, completionAt, namesLike } from './query';
import type { Ask } from './types';

/** How long the hands rest before something is offered, and before the server is asked for values. */
const REST_MS = 150;
const ASK_MS = 350;
/** Offered at most, of so many values. */
const MOST = 8;
const MOST_VALUES = 50;

interface Offer {
  text: string;
  hint?: string | undefined;
}

/** Where a query is written. Enter searches; what is offered is taken only by one who goes down into it. */
export function QueryBox({
  value,
  onChange,
  onSearch,
  wrong,
  times,
  found,
  box,
}: {
  value: string;
  onChange: (text: string) => void;
  onSearch: (text: string) => void;
  /** The part that the server could not read. */
  wrong?: { from: number; to: number } | undefined;
  /** Where values are offered from. */
  times: Pick<Ask, 'from' | 'to'>;
  /** Names of fields that were seen in events. */
  found: readonly string[];
  box: RefObject<HTMLTextAreaElement | null>;
}) {
  const { t } = useTranslation('search');
  const id = useId();
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(-1);
  // Where the caret goes once the text that was chosen stands there.
  const goTo = useRef<number>(undefined);
  const at = caret === undefined ? undefined : completionAt(value, caret);
  const offers = useOffers(at, times, found);
  const open = at !== undefined && offers.length > 0;
  const chosen = open && active < offers.length ? active : -1;

  useLayoutEffect(() => {
    if (goTo.current === undefined) return;
    box.current?.setSelectionRange(goTo.current, goTo.current);
    goTo.current = undefined;
  });

  function close() {
    setCaret(undefined);
    setActive(-1);
  }

  function take(offer: Offer) {
    if (!at) return;
    const next = completed(value, at, offer.text);
    goTo.current = next.caret;
    onChange(next.text);
    setActive(-1);
    // Behind the colon of a name its values come.
    setCaret(at.kind === 'field' ? next.caret : undefined);
    box.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.nativeEvent.isComposing) return;
    const offer = offers[chosen];
    if (event.key === 'Enter') {
      event.preventDefault();
      if (offer) take(offer);
      else {
        close();
        onSearch(value);
      }
    } else if (event.key === 'Tab' && offer && !event.shiftKey) {
      event.preventDefault();
      take(offer);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      close();
    } else if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive(Math.min(Math.max(-1, chosen + step), offers.length - 1));
    }
  }

  return (
    <div className="se-box">
      {/* The text again: gives the box its height, and shows under it what is wrong. */}
      <div className="se-ghost" aria-hidden="true">
        {wrong ? (
          <>
            {value.slice(0, wrong.from)}
            <span className="se-wrong">{value.slice(wrong.from, wrong.to)}</span>
            {value.slice(wrong.to)}
          </>
        ) : (
          value
        )}
        {/* A line that ends in a space is as high as one that does not. */}
        {'\u200b'}
      </div>
      <textarea
        ref={box}
        rows={1}
        value={value}
        placeholder={t('box.placeholder')}
        aria-label={t('box.label')}
        aria-invalid={wrong !== undefined}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={`${id}-offers`}
        aria-activedescendant={chosen >= 0 ? `${id}-${chosen}` : undefined}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(e) => {
          // A query is one line, however it was pasted.
          onChange(e.target.value.replace(/\s*\n\s*/g, ' '));
          setCaret(e.target.selectionStart);
          setActive(-1);
        }}
        onKeyDown={onKeyDown}
        onClick={close}
        onBlur={close}
      />
      <div
        className="se-offers"
        id={`${id}-offers`}
        role="listbox"
        aria-label={t('box.offers')}
        hidden={!open}
      >
        {offers.map((offer, n) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the box, which keeps the focus
          <div
            key={offer.text}
            id={`${id}-${n}`}
            role="option"
            tabIndex={-1}
            aria-selected={n === chosen}
            // The box keeps the focus.
            onMouseDown={(e) => e.preventDefault()}
            onClick={() => take(offer)}
          >
            <code>{offer.text}</code>
            {offer.hint && <span className="cl-quiet cl-figures">{offer.hint}</span>}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Names of fields, or the most frequent values of one. */
function useOffers(
  at: Completion | undefined,
  times: Pick<Ask, 'from' | 'to'>,
  found: readonly string[],
): Offer[] {
  const { t } = useTranslation('search');
  const names = useQuery({ ...fieldsQuery, enabled: at !== undefined });
  const known = useMemo(
    () => [names.data?.short ?? [], found, names.data?.columns ?? []],
    [names.data, found],
  );
  const field =
    at?.kind === 'value' && known.flat().some((n) => n.toLowerCase() === at.field.toLowerCase())
      ? at.field
      : undefined;
  const rest = useSettled(at?.kind === 'value' ? at.rest : '', ASK_MS);
  const asked = useSettled(field, ASK_MS);
  const values = useQuery({
    ...topQuery({ ...times, q: rest }, asked ?? '', MOST_VALUES),
    enabled: asked !== undefined && asked === field,
    staleTime: 60_000,
  });
  const typed = at?.typed ?? '';
  // What opens while one types on would be in the way; once open it follows the letters.
  const rested = useSettled(at !== undefined, REST_MS);
  const items = asked === field ? values.data?.items : undefined;
  const kind = rested ? at?.kind : undefined;
  return useMemo(() => {
    if (kind === 'field') return namesLike(typed, known, MOST).map((text) => ({ text }));
    if (kind !== 'value' || !items) return [];
    return items
      .filter((item) => item.value.trim() !== '' && item.value !== typed && matches(item.value, typed))
      .slice(0, MOST)
      .map((item) => ({
        text: item.value,
        hint: t('events', { count: item.events, number: formatNumber(item.events) }),
      }));
  }, [kind, typed, known, items, t]);
}

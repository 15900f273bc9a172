import { PauseOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { dialogIsOpen, isTyping, singleKeysOn } from '~/app/shell/keyboard';
import { formatNumber } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { EventList } from './EventList';
import { MOST_TAIL } from './event';
import type { Filters } from './filters';
import type { Needle } from './marks';
import type { useTail } from './useTail';

/** Events as they come in, the newest on top. Whoever reads one stops the stream: nothing moves under the eye. */
export function Live({
  stream,
  filters,
  needles,
  root,
  onSearchKey,
}: {
  stream: ReturnType<typeof useTail>;
  filters: Filters;
  needles: readonly Needle[];
  root: RefObject<HTMLElement | null>;
  onSearchKey: () => void;
}) {
  const { t } = useTranslation('search');
  const { tail, paused, setPaused, error, again } = stream;
  const pause = useCallback(() => setPaused(true), [setPaused]);
  const list = useRef<HTMLDivElement>(null);
  const toggle = useCallback(() => {
    // What comes next stands at the beginning.
    if (paused) list.current?.querySelector('.se-list')?.scrollTo({ top: 0 });
    setPaused(!paused);
  }, [paused, setPaused]);
  useSpace(toggle);
  const { rows, skipped } = tail;
  return (
    <div className="se-live" ref={list}>
      <div className="cl-notice" role="status">
        <Button
          size="small"
          icon={paused ? <PlayCircleOutlined /> : <PauseOutlined />}
          onClick={toggle}
          title={t('live.key')}
        >
          {t(paused ? 'live.go_on' : 'live.pause')}
        </Button>
        <span>
          {t(paused ? 'live.paused' : rows.length > 0 ? 'live.coming' : 'live.waiting')}
          {rows.length >= MOST_TAIL && ` ${t('live.kept', { number: formatNumber(MOST_TAIL) })}`}
        </span>
        {skipped > 0 && (
          <strong>{t('live.skipped', { count: skipped, number: formatNumber(skipped) })}</strong>
        )}
      </div>
      {Boolean(error) && (
        <ProblemAlert
          problem={error}
          {...(isProblem(error) && error.status === 422 ? {} : { onRetry: again })}
        />
      )}
      {rows.length > 0 && (
        <EventList
          rows={rows}
          filters={filters}
          needles={needles}
          root={root}
          onSearchKey={onSearchKey}
          onAway={pause}
        />
      )}
    </div>
  );
}

/** Space pauses and goes on, where it does not write or press something. */
function useSpace(act: () => void): void {
  const live = useRef(act);
  live.current = act;
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.key !== ' ' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
        return;
      if (!singleKeysOn() || isTyping(event) || dialogIsOpen()) return;
      if (event.target instanceof Element && event.target.closest('button, a, input, summary, [role=switch]'))
        return;
      event.preventDefault();
      live.current();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

import './trial.css';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type Trial, type TrialFinding, tryRule } from './api';
import { TrialRangePick } from './TrialRangePick';
import { TrialResult } from './TrialResult';
import { askedTimes, refused, type TrialRange, windowOf } from './trial';
import { spoken } from './why';

/** A rule that stands there, or a text. */
export type TrialAsk = { rule_id: string } | { text: string };

interface Done {
  ask: TrialAsk;
  trial: Trial;
  before: Trial | undefined;
  window: { from: string; to: string };
}

/** Runs a rule over stored events. Nothing is kept of it, and it may be stopped. */
export function TrialCard({
  ask,
  baseline,
  idle,
  pick,
}: {
  ask: TrialAsk;
  /** Tried over the same time, to see what `ask` changes. */
  baseline?: TrialAsk | undefined;
  /** Why there is nothing to try yet. */
  idle?: string | undefined;
  /** What can be done with a finding. */
  pick?: ((finding: TrialFinding) => ReactNode) | undefined;
}) {
  const { t } = useTranslation('rule');
  const [range, setRange] = useState<TrialRange>('day');
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const run = useMutation({
    mutationFn: async (): Promise<Done> => {
      running.current = new AbortController();
      const { signal } = running.current;
      const now = Date.now();
      const times = askedTimes(range, now);
      const [trial, before] = await Promise.all([
        tryRule({ ...ask, ...times }, signal),
        baseline && tryRule({ ...baseline, ...times }, signal),
      ]);
      return { ask, trial, before, window: windowOf(range, now) };
    },
  });
  function stop() {
    running.current?.abort();
    run.reset();
  }
  const wrong = typeof range === 'object' && refused(range.from, range.to) !== undefined;
  return (
    <Card title={t('trial.title')}>
      <p className="cl-quiet">{t('trial.text')}</p>
      <div className="ru-trial-bar">
        <TrialRangePick range={range} onChange={setRange} />
        {run.isPending ? (
          <Button onClick={stop}>{t('trial.stop')}</Button>
        ) : (
          <Button disabled={wrong || idle !== undefined} onClick={() => run.mutate()}>
            {t(run.data ? 'trial.again' : 'trial.do')}
          </Button>
        )}
      </div>
      <div aria-live="polite">
        {idle && !run.data && <p className="cl-quiet">{idle}</p>}
        {run.isPending && <p role="status">{t('trial.running')}</p>}
      </div>
      {run.isError && <ProblemAlert problem={spoken(t, run.error)} />}
      {run.data && (
        <TrialResult {...run.data} stale={JSON.stringify(run.data.ask) !== JSON.stringify(ask)} pick={pick} />
      )}
    </Card>
  );
}

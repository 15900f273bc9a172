import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateText } from '~/ui/texts';
import { usePhone } from '~/ui/usePhone';
import type { Detail } from './api';
import { barOf, type Step } from './model';
import { StepDialog } from './StepDialog';

/** The named moments of the handling, and the one that comes next. */
export function StepBar({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const phone = usePhone();
  const [whole, setWhole] = useState(false);
  const [asked, setAsked] = useState<Step>();
  const bar = barOf(detail.incident);
  // A phone shows what was done last and what comes next.
  const last = bar.findLast((item) => item.at);
  const shown = phone && !whole ? bar.filter((item) => item === last || item.next) : bar;
  return (
    <>
      <ol className="in-steps" aria-label={t('step.title')}>
        {shown.map(({ step, at, next, open }) => (
          <li key={step} data-done={at ? true : undefined} data-next={next || undefined}>
            <span className="in-step-name">{t(`step.name.${step}`)}</span>
            {at ? (
              <span className="cl-quiet">
                <DateText value={at} />
              </span>
            ) : open ? (
              <Button size="small" type={next ? 'primary' : 'default'} onClick={() => setAsked(step)}>
                {t(`step.do.${step}`)}
              </Button>
            ) : (
              <span className="cl-quiet">{t('step.not_yet')}</span>
            )}
          </li>
        ))}
        {shown.length < bar.length && (
          <li>
            <button type="button" className="cl-link" onClick={() => setWhole(true)}>
              {t('step.whole')}
            </button>
            <span className="cl-quiet cl-figures">
              {t('step.done_of', { done: bar.filter((item) => item.at).length, all: bar.length })}
            </span>
          </li>
        )}
      </ol>
      {asked && <StepDialog detail={detail} step={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateText } from '~/ui/texts';
import { usePhone } from '~/ui/usePhone';
import type { Detail } from './api';
import { ClearDialog, MendDialog, T0Dialog } from './MomentDialogs';
import { barOf, type Clearable, classifies, type Mendable, type Step } from './model';
import { StepDialog } from './StepDialog';
import { small } from './words';

/** The named moments of the handling, and the one that comes next. */
export function StepBar({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const phone = usePhone();
  const [whole, setWhole] = useState(false);
  const [asked, setAsked] = useState<Step>();
  const [mending, setMending] = useState<Mendable | 't0'>();
  const [clearing, setClearing] = useState<Clearable>();
  const { incident } = detail;
  const bar = barOf(incident);
  // A phone shows what was done last and what comes next.
  const last = bar.findLast((item) => item.at);
  const shown = phone && !whole ? bar.filter((item) => item === last || item.next) : bar;
  return (
    <>
      <ol className="in-steps" aria-label={t('step.title')}>
        {(!phone || whole) && (
          <li data-done>
            <span className="in-step-name">{t('step.t0')}</span>
            <Moment
              at={incident.detected_at}
              name={t('step.t0')}
              {...(classifies(incident) ? { onMend: () => setMending('t0') } : {})}
            />
          </li>
        )}
        {shown.map(({ step, at, next, open, mend, clear }) => (
          <li key={step} data-done={at ? true : undefined} data-next={next || undefined}>
            <span className="in-step-name">{t(`step.name.${step}`)}</span>
            {at ? (
              <Moment
                at={at}
                name={t(`step.name.${step}`)}
                {...(mend ? { onMend: () => setMending(step as Mendable) } : {})}
                {...(clear ? { onClear: () => setClearing(step as Clearable) } : {})}
              />
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
      {mending === 't0' && <T0Dialog detail={detail} onClose={() => setMending(undefined)} />}
      {mending && mending !== 't0' && (
        <MendDialog detail={detail} step={mending} onClose={() => setMending(undefined)} />
      )}
      {clearing && <ClearDialog detail={detail} step={clearing} onClose={() => setClearing(undefined)} />}
    </>
  );
}

interface MomentProps {
  at: string;
  name: string;
  onMend?: () => void;
  onClear?: () => void;
}

/** When it was, and ways to say that it was at another time, or never. */
function Moment({ at, name, onMend, onClear }: MomentProps) {
  const { t } = useTranslation('incident');
  return (
    <span className="cl-quiet in-step-at">
      <DateText value={at} />
      {onMend && (
        <button
          type="button"
          className="cl-link"
          aria-label={t('step.mend_of', { name: small(name) })}
          onClick={onMend}
        >
          {t('step.mend')}
        </button>
      )}
      {onClear && (
        <button
          type="button"
          className="cl-link"
          aria-label={t('step.clear_of', { name: small(name) })}
          onClick={onClear}
        >
          {t('step.clear')}
        </button>
      )}
    </span>
  );
}

import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateText } from '~/ui/texts';
import type { Detail } from './api';
import { barOf, type Step } from './model';
import { StepDialog } from './StepDialog';

/** The named moments of the handling, and the one that comes next. */
export function StepBar({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const [asked, setAsked] = useState<Step>();
  return (
    <>
      <ol className="in-steps" aria-label={t('step.title')}>
        {barOf(detail.incident).map(({ step, at, next, open }) => (
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
      </ol>
      {asked && <StepDialog detail={detail} step={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';

/** The private keys are not on the machine: nothing is lost, and most of the work goes on. */
export function isKeyLost(problem: unknown): boolean {
  return isProblem(problem) && problem.code === 'hotline.key_lost';
}

export function KeyLost({ problem, otherwise }: { problem: unknown; otherwise: ReactNode }) {
  const { t } = useTranslation('hotline');
  if (!isKeyLost(problem)) return <>{otherwise}</>;
  return (
    <div className="cl-notice" role="alert">
      <div>
        <strong>{t('key_lost.title')}</strong>
        <p>{t('key_lost.safe')}</p>
        <p>{t('key_lost.meanwhile')}</p>
        <p>{t('key_lost.todo')}</p>
      </div>
    </div>
  );
}

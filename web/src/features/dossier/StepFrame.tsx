import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Cite } from '~/ui/Cite';
import type { Detail, Step } from './api';
import { stepsOf, termAfter } from './model';
import { DossierState, StepProblem, useTerm } from './words';

/** The frame of a step: what it does, the term that begins with it, and why it was refused. */
export function StepFrame({
  detail,
  step,
  working,
  problem,
  blocked = false,
  onSubmit,
  onClose,
  children,
}: {
  detail: Detail;
  step: Step;
  working: boolean;
  problem: unknown;
  /** Something that the dialog names has to be done first. */
  blocked?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation(['dossier', 'common']);
  const term = useTerm();
  const { dossier, route } = detail;
  // Somebody else has taken the step, or another one, while the dialog was open.
  const possible = working || stepsOf(detail).includes(step);
  const begins = termAfter(route, step);
  return (
    <Modal
      open
      width={560}
      title={t(`dossier:step.${step}`)}
      okText={t(`dossier:submit.${step}`)}
      okButtonProps={{ danger: step === 'drop', disabled: blocked }}
      cancelText={t('common:action.cancel')}
      {...(possible ? {} : { footer: null })}
      confirmLoading={working}
      onOk={onSubmit}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      {possible ? (
        <>
          <p>{t(`dossier:about.${step}`, { who: dossier.appraiser_name || t('dossier:nobody') })}</p>
          {begins && (
            <p className="cl-quiet">
              {t(`dossier:begins.${step}`, { term: term(begins) })} <Cite of={begins} />
            </p>
          )}
          {children}
          <StepProblem error={problem} />
        </>
      ) : (
        <p className="cl-notice" role="status">
          {t('dossier:overtaken')} <DossierState value={dossier.state} />
        </p>
      )}
    </Modal>
  );
}

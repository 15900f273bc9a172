import { useTranslation } from 'react-i18next';
import { ApiProblem, isProblem } from '~/api/client';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, LateTag, Nothing } from '~/ui/texts';
import type { Dossier, RouteStep } from './api';
import { toneOf, waitsFor } from './model';

export function DossierState({ value }: { value: string }) {
  const { t } = useTranslation('dossier');
  return <StatusTag tone={toneOf(value)} label={t(`state.${value}`, { defaultValue: value })} />;
}

/** Which law of levels a dossier follows. */
export function Regime({ code }: { code: string }) {
  const { t } = useTranslation('dossier');
  return <span className="ds-whole">{t(`regime.${code}`, { defaultValue: code })}</span>;
}

/** The next day of the law, what is due on it, and how late it is. */
export function NextDay({ dossier }: { dossier: Dossier }) {
  const { t } = useTranslation('dossier');
  const waits = waitsFor(dossier);
  if (!dossier.due || !waits) return <Nothing />;
  return (
    <span className="cl-inline">
      <DateText value={dossier.due} dayOnly />
      <span className="cl-quiet">{t(`clock.short.${waits}`)}</span>
      {dossier.late && <LateTag due={dossier.due} />}
    </span>
  );
}

/** "5 working days", or that the law sets none. */
export function useTerm(): (step: Pick<RouteStep, 'days' | 'working_days'>) => string {
  const { t } = useTranslation('dossier');
  return ({ days, working_days }) => {
    if (!days) return t('term.none');
    return t(working_days ? 'term.working' : 'term.days', { count: days });
  };
}

/** Why a step was refused; of somebody else's step the page has the new state already. */
export function StepProblem({ error }: { error: unknown }) {
  if (!error) return null;
  const overtaken = isProblem(error) && error.isConflict;
  return (
    <ProblemAlert problem={overtaken ? new ApiProblem({ status: 412, code: 'dossier.changed' }) : error} />
  );
}

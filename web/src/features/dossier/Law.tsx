import { useTranslation } from 'react-i18next';
import { Cite } from '~/ui/Cite';
import { Card } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { LawLink } from '~/ui/texts';
import type { Detail, Gate } from './api';
import { routeNow } from './model';
import { useTerm } from './words';

/** What the law wants done before a step. */
export function Gates({ gates }: { gates: readonly Gate[] }) {
  const { t } = useTranslation('dossier');
  if (gates.length === 0) return null;
  return (
    <Card title={t('gates.title')}>
      <ul className="cl-lines">
        {gates.map((gate) => (
          <li key={`${gate.before} ${gate.text}`}>
            <span>
              <span className="cl-quiet">{t(`gates.before.${gate.before}`)}</span>
              <br />
              {gate.text}
              {gate.open && gate.lacks && (
                <>
                  {' '}
                  <strong>{t(`gates.lacks.${gate.lacks}`, { defaultValue: '' })}</strong>
                </>
              )}
              <br />
              <LawLink text={gate.article} />
            </span>
            <GateTag gate={gate} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function GateTag({ gate }: { gate: Gate }) {
  const { t } = useTranslation('dossier');
  if (!gate.open) return <StatusTag tone="good" label={t('gates.done')} />;
  // What comes before operation is not known from the dossier: it is told, not judged.
  if (gate.before === 'operate' && !gate.lacks)
    return <StatusTag tone="info" label={t('gates.to_check')} title={t('gates.to_check_why')} />;
  return <StatusTag tone="high" label={t('gates.open')} />;
}

/** The route of the law: who acts, how long, by which article. */
export function RouteOfLaw({ detail }: { detail: Detail }) {
  const { t } = useTranslation('dossier');
  const term = useTerm();
  const now = routeNow(detail);
  if (detail.route.length === 0) return null;
  return (
    <Card title={t('route.title')}>
      <ol className="ds-route">
        {detail.route.map((step, at) => (
          <li key={`${step.kind} ${at}`} aria-current={step === now ? 'step' : undefined}>
            <div className="cl-inline">
              <strong>{t(`route.kind.${step.kind}`, { defaultValue: step.kind })}</strong>
              {step.by.length > 0 && <span>{step.by.join(', ')}</span>}
              {step === now && <StatusTag tone="low" label={t('route.now')} />}
            </div>
            <div className="cl-quiet">
              {step.days ? <>{term(step)} · </> : null}
              <Cite of={step} />
            </div>
            {step.note && <div className="cl-quiet">{step.note}</div>}
          </li>
        ))}
      </ol>
    </Card>
  );
}

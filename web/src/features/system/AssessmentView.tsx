import { useTranslation } from 'react-i18next';
import { UnsureTag } from '~/ui/Cite';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, LawLink } from '~/ui/texts';
import type { Assessment } from './assess';

type Legal = Assessment['matched'][number]['legal'];

function Law({ legal }: { legal: Legal }) {
  return (
    <>
      <LawLink text={`${legal.article}, ${legal.source}`} />
      <UnsureTag certainty={legal.certainty} />
    </>
  );
}

/** What an assessment comes to: the level, every criterion that matches, what would raise it, cautions. */
export function AssessmentView({ found }: { found: Assessment }) {
  const { t } = useTranslation(['system', 'law']);
  return (
    <div className="sy-found">
      <p className="sy-big">
        {found.level ? t('system:level_full', { level: found.level }) : t('system:assess.undetermined')}
      </p>
      <p className="cl-quiet">
        {found.regime_name} ({found.regime}) · <DateText value={found.day} dayOnly />{' '}
        {found.basis !== 'in_force' && <StatusTag tone="medium" label={t(`law:basis.${found.basis}`)} />}
      </p>
      {!found.level && <p>{t('system:assess.undetermined_text')}</p>}
      {found.level && !found.settled ? <p>{t('system:assess.not_settled')}</p> : null}
      {found.raised && (
        <p>
          {t('system:assess.raised', { from: found.raised.from ?? '—', to: found.raised.to })}{' '}
          <LawLink text={found.raised.article} />
        </p>
      )}
      {found.matched.length > 0 && (
        <>
          <h3>{t('system:assess.matched')}</h3>
          <ul className="sy-criteria">
            {found.matched.map((m) => (
              <li key={m.code}>
                <strong>{m.level ? t('system:level', { level: m.level }) : m.code}</strong> {m.text}
                <div className="cl-quiet">
                  <Law legal={m.legal} />
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      {found.national_list.length > 0 && (
        <p>
          <StatusTag tone="urgent" label={t('system:assess.national')} />{' '}
          {found.national_list.map((m) => m.legal.article).join('; ')}
        </p>
      )}
      <Warnings found={found} />
      <Near found={found} />
      <Readings found={found} />
    </div>
  );
}

function Warnings({ found }: { found: Assessment }) {
  const { t } = useTranslation('system');
  if (found.warnings.length === 0) return null;
  return (
    <>
      <h3>{t('assess.warnings')}</h3>
      <ul className="sy-criteria">
        {found.warnings.map((w) => (
          <li key={`${w.code} ${w.text}`}>
            {w.text} {w.legal && <Law legal={w.legal} />}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Criteria of a higher level that are near. */
function Near({ found }: { found: Assessment }) {
  const { t } = useTranslation('system');
  const near = found.would_raise.filter((w) => !w.last);
  if (near.length === 0) return null;
  return (
    <details>
      <summary>{t('assess.near', { count: near.length })}</summary>
      <ul className="sy-criteria">
        {near.map((w) => (
          <li key={w.code}>
            <strong>{t('level', { level: w.level })}</strong> {w.text}
            <div className="cl-quiet">
              <Law legal={w.legal} />
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What contested words lead to when they are read otherwise. */
function Readings({ found }: { found: Assessment }) {
  const { t } = useTranslation('system');
  if (found.alternatives.length === 0) return null;
  return (
    <>
      <h3>{t('assess.readings')}</h3>
      <ul className="sy-criteria">
        {found.alternatives.map((a) => (
          <li key={`${a.word} ${a.reading}`}>
            {t('assess.reading', {
              word: a.word,
              reading: a.reading,
              level: a.level ? t('level_in', { level: a.level }) : t('level_none_in'),
            })}{' '}
            <Law legal={a.legal} />
          </li>
        ))}
      </ul>
    </>
  );
}

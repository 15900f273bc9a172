import { useTranslation } from 'react-i18next';
import { Card } from '~/ui/Page';
import { type Detail, printLetter } from './api';
import { Formats } from './Formats';

const FORMATS = ['docx', 'pdf'] as const;

/** Letters of the dossier, filled from the record in our own wording. */
export function Letters({ detail: { dossier, letters, route } }: { detail: Detail }) {
  const { t } = useTranslation('dossier');
  // An opinion of the specialised unit is asked for only where the law has that step.
  const asked = letters.filter(
    (code) => code !== 'consult' || route.some((s) => s.kind === 'expert_opinion'),
  );
  if (asked.length === 0) return null;
  return (
    <Card title={t('letters.title')}>
      <p className="cl-quiet">{t('letters.ours')}</p>
      <ul className="cl-lines">
        {asked.map((code) => {
          const name = t(`letters.name.${code}`, { defaultValue: code });
          return (
            <li key={code} className="ds-letter">
              <span>{name}</span>
              <Formats
                small
                name={name}
                formats={FORMATS}
                get={(format) => printLetter(dossier.id, code, format)}
              />
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

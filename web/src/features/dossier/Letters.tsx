import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Card } from '~/ui/Page';
import { type Detail, printLetter, templatesQuery } from './api';
import { Formats } from './Formats';
import { TEMPLATES_PATH } from './model';

const FORMATS = ['docx', 'pdf'] as const;
/** A form of the installation is a DOCX and is printed from there. */
const OWN_FORMATS = ['docx'] as const;

/** Letters of the dossier, filled from the record in our own wording or in a form of the installation. */
export function Letters({ detail: { dossier, letters, route } }: { detail: Detail }) {
  const { t } = useTranslation('dossier');
  // An opinion of the specialised unit is asked for only where the law has that step.
  const asked = letters.filter(
    (code) => code !== 'consult' || route.some((s) => s.kind === 'expert_opinion'),
  );
  const own = useQuery(templatesQuery)
    .data?.items.filter((item) => item.file_name)
    .map((item) => item.code);
  if (asked.length === 0) return null;
  return (
    <Card title={t('letters.title')}>
      <p className="cl-quiet">
        {t('letters.ours')} <Link to={TEMPLATES_PATH}>{t('templates.title')}</Link>
      </p>
      <ul className="cl-lines">
        {asked.map((code) => {
          const name = t(`letters.name.${code}`, { defaultValue: code });
          return (
            <li key={code} className="ds-letter">
              <span>
                {name}
                {own?.includes(code) && <span className="cl-quiet"> · {t('templates.own')}</span>}
              </span>
              <Formats
                small
                name={name}
                formats={own?.includes(code) ? OWN_FORMATS : FORMATS}
                get={(format) => printLetter(dossier.id, code, format)}
              />
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

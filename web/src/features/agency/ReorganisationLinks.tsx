import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schema } from '~/api/client';
import { useTerms } from './terms';

/** What became of whom, for a reorganisation that was recorded without a draft. */
export function ReorganisationLinks({ links }: { links: Schema<'LinkWire'>[] }) {
  const { t } = useTranslation('agency');
  const { word } = useTerms();
  if (links.length === 0) return <p className="cl-quiet">{t('reorganisation.no_draft')}</p>;
  return (
    <ul className="cl-lines">
      {links.map((l) => (
        <li key={`${l.from_id} ${l.to_id} ${l.function}`}>
          <div>
            <Link to={`/co-quan/${l.from_id}`}>{l.from_name}</Link> →{' '}
            {l.to_id ? <Link to={`/co-quan/${l.to_id}`}>{l.to_name}</Link> : t('reorganisation.nobody')}
            {l.function && ` · ${word('function', l.function)}`}
          </div>
        </li>
      ))}
    </ul>
  );
}

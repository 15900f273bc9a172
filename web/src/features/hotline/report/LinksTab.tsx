import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Card } from '~/ui/Page';
import type { ReportDetail } from '../api';
import { campaignPath } from '../desk/paths';
import { reportPath } from '../pages';

/** Reports that look like this one, and the campaigns it belongs to. */
export function LinksTab({ detail }: { detail: ReportDetail }) {
  const { t } = useTranslation('hotline');
  return (
    <>
      <Card title={t('similar.title')}>
        {detail.similar.length === 0 && <p className="cl-quiet">{t('similar.none')}</p>}
        <ul className="hl-links">
          {detail.similar.map((one) => (
            <li key={one.id}>
              <Link to={reportPath(one.id)}>{one.number}</Link>{' '}
              <span className="cl-quiet">{t(`similar.why.${one.why}`, { defaultValue: one.why })}</span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t('campaign.title')}>
        {detail.campaigns.length === 0 && <p className="cl-quiet">{t('campaign.none')}</p>}
        <ul className="hl-links">
          {detail.campaigns.map((one) => (
            <li key={one.id}>
              <Link to={campaignPath(one.id)}>
                <span className="hl-number">{one.number}</span> {one.name}
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}

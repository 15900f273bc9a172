import './incident.css';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { REPORT_PATH } from './model';

/** The way to the one-minute form, for whoever holds the fort of an agency. */
export default function ReportHomeCard() {
  const { t } = useTranslation('incident');
  return (
    <Link className="in-home-line" to={REPORT_PATH}>
      <span>
        <strong>{t('home.report')}</strong>
        <span className="in-under">{t('home.report_text')}</span>
      </span>
      <span aria-hidden="true">→</span>
    </Link>
  );
}

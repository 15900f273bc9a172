import './alert.css';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { can, useSession } from '~/app/session';
import { PAGES } from './pages';

/** The pages about alerts, as far as this person has something to do there. */
export function Sections() {
  const { t } = useTranslation('alert');
  const session = useSession();
  return (
    <nav className="al-sections" aria-label={t('sections.label')}>
      <NavLink to="/canh-bao" end>
        {t('sections.list')}
      </NavLink>
      {PAGES.filter((page) => can(session, page.needs)).map((page) => (
        <NavLink key={page.id} to={page.to}>
          {t(`sections.${page.id}`)}
        </NavLink>
      ))}
    </nav>
  );
}

import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { ASSETS_PATH, CONTROLS_PATH, WEAKNESSES_PATH } from './model';

const PAGES = [
  { id: 'controls', to: CONTROLS_PATH },
  { id: 'weakness', to: WEAKNESSES_PATH },
  { id: 'asset', to: ASSETS_PATH },
] as const;

/** The pages about the protection of all systems. */
export function Sections() {
  const { t } = useTranslation('protection');
  return (
    <nav className="pr-sections" aria-label={t('sections')}>
      {PAGES.map(({ id, to }) => (
        <NavLink key={id} to={to}>
          {t(`${id}.menu`)}
        </NavLink>
      ))}
    </nav>
  );
}

import './light.css';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage, languages, setLanguage } from '~/i18n';

/** The frame of pages that are seen before signing in. */
export function LightPage({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation('common');
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  return (
    <div className="cl-light">
      <header>
        <Mark />
        <div>
          <strong>{t('product')}</strong>
          <span>{t('tagline')}</span>
        </div>
      </header>
      <main id="noi-dung">
        <h1>{title}</h1>
        {children}
      </main>
      <footer>
        <nav aria-label={t('language')}>
          {languages.map((language) => (
            <button
              key={language}
              type="button"
              lang={language}
              aria-current={language === currentLanguage() ? 'true' : undefined}
              onClick={() => void setLanguage(language)}
            >
              {t(`language_name.${language}`)}
            </button>
          ))}
        </nav>
      </footer>
    </div>
  );
}

/** Three walls of the spiral citadel the product is named after. */
export function Mark({ size = 36 }: { size?: number }) {
  return (
    <svg className="cl-mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <g fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round">
        <path d="M16 3a13 13 0 1 1-9.2 3.8" />
        <path d="M16 9a7 7 0 1 1-5 2.1" />
      </g>
      <circle cx="16" cy="16" r="2.6" fill="currentColor" />
    </svg>
  );
}

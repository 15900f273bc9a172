import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/app/session';
import { setTheme, themeChoices, useTheme } from '~/app/theme';
import { currentLanguage, languages, setLanguage } from '~/i18n';
import { Card, Page } from '~/ui/Page';
import { PasswordCard } from './PasswordCard';
import { TotpCard } from './TotpCard';

export function Component() {
  const { t } = useTranslation(['auth', 'common']);
  const { person, posts, roles } = useSession();
  const { choice } = useTheme();
  return (
    <Page title={t('account.title')}>
      <Card title={t('account.person')}>
        <dl className="cl-facts">
          <dt>{t('account.full_name')}</dt>
          <dd>{person.full_name}</dd>
          <dt>{t('account.user_name')}</dt>
          <dd>{person.user_name}</dd>
          <dt>{t('account.email')}</dt>
          <dd>{person.email ?? t('account.no_email')}</dd>
          <dt>{t('account.posts')}</dt>
          <dd>
            {posts.length === 0 && t('account.no_posts')}
            {posts.map((p) => (
              <div key={p.agency_id + p.title}>
                {p.title}, {p.agency_name}
              </div>
            ))}
          </dd>
          <dt>{t('account.roles')}</dt>
          <dd>
            {roles.length === 0 && t('account.no_roles')}
            {roles.map((r) => (
              <div key={`${r.role} ${r.agency_id} ${r.area}`}>
                {r.area
                  ? t('role_in_area', {
                      role: t(`role.${r.role}`),
                      area: t(`shell:area.${r.area}`, { defaultValue: r.area }),
                    })
                  : t(`role.${r.role}`)}
                {`, ${r.agency_name || t('account.everywhere')}`}
              </div>
            ))}
          </dd>
        </dl>
        <p className="cl-help">{t('account.wrong')}</p>
      </Card>
      <Card title={t('account.look')}>
        <dl className="cl-facts">
          <dt id="lang-label">{t('common:language')}</dt>
          <dd>
            <Segmented
              aria-labelledby="lang-label"
              value={currentLanguage()}
              options={languages.map((value) => ({ value, label: t(`common:language_name.${value}`) }))}
              onChange={(value) => void setLanguage(value)}
            />
          </dd>
          <dt id="theme-label">{t('common:theme.label')}</dt>
          <dd>
            <Segmented
              aria-labelledby="theme-label"
              className="cl-wrap-segments"
              value={choice}
              options={themeChoices.map((value) => ({ value, label: t(`common:theme.${value}`) }))}
              onChange={setTheme}
            />
          </dd>
        </dl>
      </Card>
      <PasswordCard />
      <TotpCard />
    </Page>
  );
}

import { UserOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '~/api/client';
import { currentLanguage, languages, setLanguage } from '~/i18n';
import { countDrafts, dropDrafts } from '~/ui/drafts';
import { useSession } from '../session';
import { setTheme, themeChoices, useTheme } from '../theme';

export function AccountMenu() {
  const { t } = useTranslation(['shell', 'auth', 'common']);
  const { person, posts } = useSession();
  const { choice } = useTheme();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { modal } = App.useApp();

  async function leave() {
    // Also when the server cannot be told: this computer forgets the person all the same.
    await api.POST('/api/v1/auth/sign-out').catch(() => undefined);
    dropDrafts(person.id);
    client.clear();
    window.location.assign('/dang-nhap');
  }

  function signOut() {
    const drafts = countDrafts(person.id);
    if (drafts === 0) return void leave();
    modal.confirm({
      title: t('shell:sign_out_drafts', { count: drafts }),
      content: t('shell:sign_out_drafts_text'),
      okText: t('shell:sign_out_anyway'),
      okButtonProps: { danger: true },
      cancelText: t('shell:stay'),
      onOk: leave,
    });
  }

  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        selectable: false,
        selectedKeys: [`lang-${currentLanguage()}`, `theme-${choice}`],
        items: [
          { key: 'me', label: t('auth:account.menu'), onClick: () => void navigate('/tai-khoan') },
          { type: 'divider' },
          {
            type: 'group',
            label: t('common:language'),
            children: languages.map((language) => ({
              key: `lang-${language}`,
              label: t(`common:language_name.${language}`),
              onClick: () => void setLanguage(language),
            })),
          },
          {
            type: 'group',
            label: t('common:theme.label'),
            children: themeChoices.map((name) => ({
              key: `theme-${name}`,
              label: t(`common:theme.${name}`),
              onClick: () => setTheme(name),
            })),
          },
          { type: 'divider' },
          { key: 'out', label: t('shell:sign_out'), onClick: signOut },
        ],
      }}
    >
      <button type="button" className="cl-account" aria-haspopup="menu" title={posts[0]?.title}>
        <UserOutlined />
        <span>{person.full_name}</span>
      </button>
    </Dropdown>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionEnded, sessionRenewed } from '~/api/signals';
import { SignInForm } from '~/features/auth/SignInForm';
import { useSignIn } from '~/features/auth/useSignIn';
import '~/features/auth/light.css';
import { sessionQuery, useSession } from '../session';

/** Sign in again over the page; the form below is not touched. Another person starts afresh. */
export function SessionEndedDialog() {
  const { t } = useTranslation('auth');
  const [open, setOpen] = useState(false);
  const { person } = useSession();
  const client = useQueryClient();
  useEffect(() => sessionEnded.on(() => setOpen(true)), []);
  const signIn = useSignIn((session) => {
    if (session.person.id !== person.id) {
      window.location.assign('/');
      return;
    }
    setOpen(false);
    sessionRenewed.fire();
    void client.invalidateQueries({ predicate: (q) => q.queryKey !== sessionQuery.queryKey });
  });
  return (
    <Modal
      open={open}
      title={t('ended.title')}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={null}
      width={420}
      destroyOnHidden
    >
      <p>{t('ended.text')}</p>
      <SignInForm signIn={signIn} userName={person.user_name} submitLabel={t('ended.submit')} />
      <p className="cl-note">
        <a href="/dang-nhap">{t('ended.other')}</a>
      </p>
    </Modal>
  );
}

import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { safeNext } from '~/app/router';
import { LightPage } from './LightPage';
import { SignInForm } from './SignInForm';
import { useSignIn } from './useSignIn';

export function Component() {
  const { t } = useTranslation(['auth', 'common']);
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const passwordSet = (useLocation().state as { passwordSet?: boolean } | null)?.passwordSet === true;
  const signIn = useSignIn(() => void navigate(safeNext(params.get('tiep')), { replace: true }));
  return (
    <LightPage title={t(signIn.step === 'code' ? 'auth:sign_in.code_title' : 'auth:sign_in.title')}>
      {passwordSet && (
        <p className="cl-good" role="status">
          {t('auth:sign_in.password_set')}
        </p>
      )}
      <SignInForm signIn={signIn} />
      <p className="cl-note">{t('auth:sign_in.no_account')}</p>
    </LightPage>
  );
}

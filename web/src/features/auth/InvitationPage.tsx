import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api, data, toProblem } from '~/api/client';
import { PlainProblem } from '~/app/PlainProblem';
import { LightPage } from './LightPage';

/** A one-time link given by the administrator: the person sets the password, then signs in. */
export function Component() {
  const { t } = useTranslation(['auth', 'common']);
  const { token = '' } = useParams();
  const navigate = useNavigate();
  const id = useId();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [mismatch, setMismatch] = useState(false);
  const path = { token };
  const invitation = useQuery({
    queryKey: ['auth', 'invitation', token],
    queryFn: ({ signal }) => data(api.GET('/api/v1/auth/invitations/{token}', { params: { path }, signal })),
    retry: false,
  });
  const accept = useMutation({
    mutationFn: () => api.POST('/api/v1/auth/invitations/{token}', { params: { path }, body: { password } }),
    onSuccess: () => navigate('/dang-nhap', { state: { passwordSet: true }, replace: true }),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    setMismatch(password !== again);
    if (password === again) accept.mutate();
  }

  return (
    <LightPage title={t('auth:invitation.title')}>
      {invitation.isPending && <p role="status">{t('common:loading')}</p>}
      {invitation.isError && (
        <>
          <PlainProblem problem={toProblem(invitation.error)} />
          <Link to="/dang-nhap">{t('auth:invitation.to_sign_in')}</Link>
        </>
      )}
      {invitation.isSuccess && (
        <form onSubmit={submit}>
          <p>{t('auth:invitation.for', { ...invitation.data })}</p>
          {accept.isError && <PlainProblem problem={toProblem(accept.error)} />}
          <input
            type="hidden"
            name="username"
            autoComplete="username"
            value={invitation.data.user_name}
            readOnly
          />
          <div className="cl-field">
            <label htmlFor={`${id}-n`}>{t('auth:invitation.password')}</label>
            <input
              id={`${id}-n`}
              className="cl-input"
              type="password"
              autoComplete="new-password"
              required
              aria-describedby={`${id}-h`}
              value={password}
              onChange={(e) => setPassword(e.target.value)}
            />
            <p className="cl-help" id={`${id}-h`}>
              {t('auth:invitation.help')}
            </p>
          </div>
          <div className="cl-field">
            <label htmlFor={`${id}-a`}>{t('auth:invitation.again')}</label>
            <input
              id={`${id}-a`}
              className="cl-input"
              type="password"
              autoComplete="new-password"
              required
              aria-invalid={mismatch || undefined}
              aria-describedby={mismatch ? `${id}-m` : undefined}
              value={again}
              onChange={(e) => setAgain(e.target.value)}
            />
            {mismatch && (
              <p className="cl-help" id={`${id}-m`} role="alert">
                {t('auth:invitation.mismatch')}
              </p>
            )}
          </div>
          <div className="cl-form-end">
            <button type="submit" className="cl-button" disabled={accept.isPending}>
              {t(accept.isPending ? 'auth:invitation.working' : 'auth:invitation.submit')}
            </button>
          </div>
        </form>
      )}
    </LightPage>
  );
}

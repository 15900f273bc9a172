import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainProblem } from '~/app/PlainProblem';
import type { SignIn } from './useSignIn';

/** User name and password, then the code. Plain HTML, so that the sign-in page stays small. */
export function SignInForm({
  signIn,
  userName,
  submitLabel,
}: {
  signIn: SignIn;
  userName?: string;
  submitLabel?: string;
}) {
  const { t } = useTranslation(['auth', 'common']);
  const [name, setName] = useState(userName ?? '');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [shown, setShown] = useState(false);
  const id = useId();
  const codeInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  const locked = signIn.working || signIn.waitSeconds > 0;

  useEffect(() => {
    if (signIn.step === 'code') codeInput.current?.focus();
    else setCode('');
    if (signIn.step === 'password' && userName !== undefined) passwordInput.current?.focus();
  }, [signIn.step, userName]);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (locked) return;
    if (signIn.step === 'code') void signIn.submitCode(code);
    else void signIn.submitPassword(name, password);
  }

  const wrong = signIn.problem?.status === 401;
  return (
    <form onSubmit={submit}>
      {signIn.problem && <PlainProblem problem={signIn.problem} />}
      {signIn.waitSeconds > 0 && (
        <p role="timer">{t('auth:sign_in.wait', { time: minutesAndSeconds(signIn.waitSeconds) })}</p>
      )}
      {signIn.step === 'password' ? (
        <>
          <div className="cl-field">
            <label htmlFor={`${id}-u`}>{t('auth:sign_in.user_name')}</label>
            <input
              id={`${id}-u`}
              className="cl-input"
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
              readOnly={userName !== undefined}
              aria-invalid={wrong || undefined}
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
          </div>
          <div className="cl-field">
            <label htmlFor={`${id}-p`}>{t('auth:sign_in.password')}</label>
            <div className="cl-with-button">
              <input
                id={`${id}-p`}
                ref={passwordInput}
                className="cl-input"
                name="password"
                type={shown ? 'text' : 'password'}
                autoComplete="current-password"
                required
                aria-invalid={wrong || undefined}
                value={password}
                onChange={(e) => setPassword(e.target.value)}
              />
              <button
                type="button"
                className="cl-reveal"
                aria-pressed={shown}
                aria-label={t(shown ? 'auth:sign_in.hide' : 'auth:sign_in.show')}
                title={t(shown ? 'auth:sign_in.hide' : 'auth:sign_in.show')}
                onClick={() => setShown(!shown)}
              >
                <EyeIcon crossed={shown} />
              </button>
            </div>
          </div>
        </>
      ) : (
        <div className="cl-field">
          <label htmlFor={`${id}-c`}>{t('auth:sign_in.code')}</label>
          <input
            id={`${id}-c`}
            ref={codeInput}
            className="cl-input cl-code"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9 ]{6,7}"
            maxLength={7}
            required
            aria-describedby={`${id}-h`}
            aria-invalid={wrong || undefined}
            value={code}
            onChange={(e) => setCode(e.target.value)}
          />
          <p className="cl-help" id={`${id}-h`}>
            {t('auth:sign_in.code_help')}
          </p>
        </div>
      )}
      <div className="cl-form-end">
        <button type="submit" className="cl-button" disabled={locked}>
          {signIn.working
            ? t('auth:sign_in.working')
            : signIn.step === 'code'
              ? t('auth:sign_in.code_submit')
              : (submitLabel ?? t('auth:sign_in.submit'))}
        </button>
        {signIn.step === 'code' && (
          <button type="button" className="cl-button" data-quiet="" onClick={signIn.restart}>
            {t('auth:sign_in.other_person')}
          </button>
        )}
      </div>
    </form>
  );
}

function minutesAndSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function EyeIcon({ crossed }: { crossed: boolean }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      aria-hidden="true"
    >
      <path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12Z" />
      <circle cx="12" cy="12" r="3" />
      {crossed && <path d="M4 4l16 16" />}
    </svg>
  );
}

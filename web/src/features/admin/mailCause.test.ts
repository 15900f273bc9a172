import { expect, it } from 'vitest';
import { mailCause } from './mailCause';

it('knows the causes of a mail that waits', () => {
  expect(mailCause('no SMTP relay is configured (mail.smtp)')).toBe('not_configured');
  expect(
    mailCause('3 of the waiting mails could not be sent; the last: no SMTP relay is configured (mail.smtp)'),
  ).toBe('not_configured');
  expect(mailCause('mail.smtp must be host:port')).toBe('address');
  expect(mailCause('permanent error (550): mailbox unavailable')).toBe('refused');
  expect(mailCause('transient error (451): try later')).toBe('refused');
  expect(mailCause('permanent error (535): authentication failed')).toBe('login');
  expect(mailCause('Connection error: Connection refused (os error 111)')).toBe('unreachable');
  expect(mailCause('network error: deadline has elapsed')).toBe('unreachable');
  expect(mailCause('tls error: invalid peer certificate')).toBe('tls');
  expect(mailCause('something new')).toBe('other');
});

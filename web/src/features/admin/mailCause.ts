/** Causes the mail queue is explained by; the words of the mail server stand in the details. */
export type MailCause = 'not_configured' | 'address' | 'login' | 'refused' | 'tls' | 'unreachable' | 'other';

/** What the recorded error of a mail means. */
export function mailCause(error: string): MailCause {
  if (/no SMTP relay is configured/i.test(error)) return 'not_configured';
  if (/mail\.smtp must be/i.test(error)) return 'address';
  // What the mail server answers is told with its code.
  if (/\((?:530|534|535|538)\)/.test(error)) return 'login';
  if (/(?:permanent|transient) error/i.test(error)) return 'refused';
  if (/\btls\b|certificate/i.test(error)) return 'tls';
  if (/connection|network|timed out|lookup|unreachable/i.test(error)) return 'unreachable';
  return 'other';
}

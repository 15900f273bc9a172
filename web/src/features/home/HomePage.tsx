import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { HomeCard } from '~/app/feature';
import { features } from '~/app/routes';
import { useSession } from '~/app/session';
import { lazyPart } from '~/ui/lazyPart';
import { Card, Page } from '~/ui/Page';

/** What is due now for this person: the cards of all areas one may see. */
export function Component() {
  const { t } = useTranslation('home');
  const session = useSession();
  const cards = useMemo(
    () =>
      features
        .flatMap((f) => f.home ?? [])
        .filter((card) => card.visible(session))
        .sort((a, b) => a.order - b.order),
    [session],
  );
  const post = session.posts[0];
  return (
    <Page
      title={t('title', { agency: post?.agency_name ?? session.installation.name })}
      meta={post ? `${session.person.full_name}, ${post.title}` : session.person.full_name}
      wide
    >
      <div className="cl-cards cl-cards-two">
        {cards.map((card) => (
          <LazyCard key={card.id} card={card} />
        ))}
        {cards.length === 0 && (
          <Card title={t('empty.title')}>
            <p>{t(session.roles.length === 0 ? 'empty.no_role' : 'empty.text')}</p>
            <Link to="/tai-khoan">{t('empty.account')}</Link>
          </Card>
        )}
      </div>
    </Page>
  );
}

const loaded = new Map<string, React.ComponentType>();

function LazyCard({ card }: { card: HomeCard }) {
  let Content = loaded.get(card.id);
  if (!Content) {
    Content = lazyPart(card.load);
    loaded.set(card.id, Content);
  }
  return (
    <div className={card.wide ? 'cl-card-wide' : undefined}>
      <Content />
    </div>
  );
}

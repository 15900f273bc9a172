import { feature as admin } from '~/features/admin/routes';
import { feature as agency } from '~/features/agency/routes';
import { feature as alert } from '~/features/alert/routes';
import { feature as auth } from '~/features/auth/routes';
import { feature as dashboard } from '~/features/dashboard/routes';
import { feature as difficulty } from '~/features/difficulty/routes';
import { feature as dossier } from '~/features/dossier/routes';
import { feature as drill } from '~/features/drill/routes';
import { feature as duty } from '~/features/duty/routes';
import { feature as home } from '~/features/home/routes';
import { feature as hotline } from '~/features/hotline/routes';
import { feature as incident } from '~/features/incident/routes';
import { feature as indicator } from '~/features/indicator/routes';
import { feature as law } from '~/features/law/routes';
import { feature as national } from '~/features/national/routes';
import { feature as network } from '~/features/network/routes';
import { feature as obligation } from '~/features/obligation/routes';
import { feature as plan } from '~/features/plan/routes';
import { feature as protection } from '~/features/protection/routes';
import { feature as report } from '~/features/report/routes';
import { feature as rule } from '~/features/rule/routes';
import { feature as search } from '~/features/search/routes';
import { feature as source } from '~/features/source/routes';
import { feature as system } from '~/features/system/routes';
import { feature as target } from '~/features/target/routes';
import { feature as upcoming } from '~/features/upcoming/routes';
import type { Feature } from './feature';

/** All areas of the product. A new area is one import and one word here. */
const areas: readonly Feature[] = [
  home,
  dashboard,
  plan,
  duty,
  target,
  obligation,
  difficulty,
  report,
  alert,
  hotline,
  incident,
  network,
  drill,
  search,
  rule,
  indicator,
  source,
  system,
  protection,
  dossier,
  national,
  upcoming,
  agency,
  law,
  admin,
  auth,
];

/** The component gallery is left out of the product's build as dead code. */
const gallery: readonly Feature[] =
  import.meta.env.MODE === 'gallery' ? [(await import('~/dev/routes')).feature] : [];

export const features: readonly Feature[] = [...areas, ...gallery];

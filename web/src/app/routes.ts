import { feature as auth } from '~/features/auth/routes';
import { feature as home } from '~/features/home/routes';
import type { Feature } from './feature';

/** All areas of the product. A new area is one import and one word here. */
export const features: readonly Feature[] = [home, auth];

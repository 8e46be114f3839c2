import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { readSearch, writeSearch } from './ui/address.js';
import { Broken } from './ui/broken.js';
import { NothingHere } from './ui/nothing-here.js';
import { Shell } from './ui/shell.js';
import { Loading } from './ui/state.js';

const root = createRootRoute({ component: Outlet, notFoundComponent: NothingHere });
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });

/** One line per page. A page is loaded when it is first opened. */
const pages = [
  inside('/journeys', () => import('./pages/journeys/journeys-page.js'), 'JourneysPage'),
  inside('/journeys/$id', () => import('./pages/journey/journey-page.js'), 'JourneyPage'),
  inside('/lifecycle', () => import('./pages/lifecycle/lifecycle-page.js'), 'LifecyclePage'),
  inside('/profiles', () => import('./pages/profiles/profiles-page.js'), 'ProfilesPage'),
  inside('/messages', () => import('./pages/messages/messages-page.js'), 'MessagesPage'),
  inside('/logs', () => import('./pages/logs/logs-page.js'), 'LogsPage'),
  inside('/settings', () => import('./pages/settings/settings-page.js'), 'SettingsPage'),
];

/** Pages without the rail: nobody is signed in yet. */
const outside = [
  alone('/sign-in', () => import('./pages/access/sign-in-page.js'), 'SignInPage'),
  alone('/setup', () => import('./pages/access/setup-page.js'), 'SetupPage'),
];

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: () => <Navigate to="/journeys" replace />,
});

export function newRouter() {
  return createRouter({
    routeTree: root.addChildren([start, shell.addChildren(pages), ...outside]),
    parseSearch: readSearch,
    stringifySearch: writeSearch,
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultErrorComponent: Broken,
    scrollRestoration: true,
  });
}

// Each page's module has other exports; only the named component is looked at.
type Module<Name extends string> = Record<Name, ComponentType>;

function inside<const Path extends string, Name extends string>(
  path: Path,
  load: () => Promise<Module<Name>>,
  name: Name,
) {
  return createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load, name) });
}

function alone<const Path extends string, Name extends string>(
  path: Path,
  load: () => Promise<Module<Name>>,
  name: Name,
) {
  return createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, name) });
}

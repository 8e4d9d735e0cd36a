import type {InstallKind} from '../core/environment.ts';
import {statusOf, textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {stat} from '../core/request.ts';
import {attempt} from '../parsers/parsed.ts';

/** What an installation puts there; directories also stay when an uninstallation leaves them. */
export interface InstalledPath {
	readonly path: string;
	readonly product: 'rke2' | 'k3s';
	readonly part: 'binary' | 'directory';
	readonly kind?: InstallKind;
}

export interface InstalledPaths {
	readonly found: readonly InstalledPath[];
	readonly unread: readonly (InstalledPath & {readonly why: string})[];
}

/** Where each kind of installation puts the binary (https://docs.rke2.io/install/methods). */
const paths: readonly InstalledPath[] = [
	{path: '/usr/local/bin/rke2', product: 'rke2', part: 'binary', kind: 'tarball'},
	{path: '/opt/rke2/bin/rke2', product: 'rke2', part: 'binary', kind: 'tarball'},
	{path: '/usr/bin/rke2', product: 'rke2', part: 'binary', kind: 'rpm'},
	{path: '/etc/rancher/rke2', product: 'rke2', part: 'directory'},
	{path: '/var/lib/rancher/rke2', product: 'rke2', part: 'directory'},
	{path: '/usr/local/bin/k3s', product: 'k3s', part: 'binary'},
	{path: '/etc/rancher/k3s', product: 'k3s', part: 'directory'},
	{path: '/var/lib/rancher/k3s', product: 'k3s', part: 'directory'},
];

export const rke2Installation = defineProbe({
	id: 'rke2.installation',
	summary: 'binaries and directories that tell RKE2 and K3s apart',
	requests: () => paths.map(({path}) => stat(path)),
	parse: (replies): InstalledPaths => {
		const looked = paths.map((path, index) => {
			const reply = replies[index];
			return {path, exists: attempt(() => textIfFound(reply) !== undefined && statusOf(reply).size >= 0)};
		});
		return {
			found: looked.flatMap(({path, exists}) => (exists.ok && exists.value ? [path] : [])),
			unread: looked.flatMap(({path, exists}) => (exists.ok ? [] : [{...path, why: exists.problem.message}])),
		};
	},
});

import type {InstallKind} from '../core/environment.ts';
import {statusOf, textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {stat} from '../core/request.ts';

/** Where each kind of installation puts the binary (https://docs.rke2.io/install/methods). */
const binaries = [
	{path: '/usr/local/bin/rke2', kind: 'tarball'},
	{path: '/opt/rke2/bin/rke2', kind: 'tarball'},
	{path: '/usr/bin/rke2', kind: 'rpm'},
] as const;
const k3sPaths = ['/usr/local/bin/k3s', '/etc/rancher/k3s', '/var/lib/rancher/k3s'] as const;
const rke2Paths = ['/etc/rancher/rke2', '/var/lib/rancher/rke2'] as const;

const paths = [...binaries.map(({path}) => path), ...rke2Paths, ...k3sPaths];

export interface Rke2Binaries {
	readonly binaries: readonly {readonly path: string; readonly kind: InstallKind}[];
	/** Also there when an uninstallation left them. */
	readonly rke2Directories: readonly string[];
	readonly k3s: readonly string[];
}

export const rke2Installation = defineProbe({
	id: 'rke2.installation',
	summary: 'binaries and directories that tell RKE2 and K3s apart',
	requests: () => paths.map(path => stat(path)),
	parse: (replies): Rke2Binaries => {
		const found = new Set(
			paths.filter((_, index) => {
				const reply = replies[index];
				return textIfFound(reply) !== undefined && statusOf(reply).size >= 0;
			}),
		);
		return {
			binaries: binaries.filter(({path}) => found.has(path)),
			rke2Directories: rke2Paths.filter(path => found.has(path)),
			k3s: k3sPaths.filter(path => found.has(path)),
		};
	},
});

import {entriesIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {type DirectoryEntry, directory} from '../core/request.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';

/** Rancher keeps its own manifests in a directory below. */
const directoriesIn = (dataDirectory: string): readonly string[] => [
	`${dataDirectory}/server/manifests`,
	`${dataDirectory}/server/manifests/rancher`,
];

/** Charts that RKE2 ships: it writes these files anew at each start (https://github.com/rancher/rke2/blob/master/charts/chart_versions.yaml). */
const shipped =
	/^(rke2-(canal|cilium|calico|calico-crd|flannel|multus|coredns|ingress-nginx|traefik|traefik-crd|metrics-server|runtimeclasses|snapshot-controller|snapshot-controller-crd|snapshot-validation-webhook|security-responder|ovirt-csi-driver)|rancher-vsphere-(cpi|csi)|harvester-(cloud-provider|csi-driver))\.yaml$/;

const mostBytes = 512 * 1024;

const isWanted = ({name, type, size}: DirectoryEntry, all: readonly DirectoryEntry[]): boolean =>
	type !== 'directory' &&
	/\.(ya?ml|json)$/i.test(name) &&
	!name.startsWith('.') &&
	!shipped.test(name) &&
	size <= mostBytes &&
	// https://docs.rke2.io/install/packaged_components: a file that RKE2 is told to leave alone.
	!all.some(entry => entry.name === `${name}.skip`);

export const rke2ManifestFiles = defineProbe({
	id: 'rke2.manifest-files',
	summary: "paths of a server's manifests that are not RKE2's own",
	needs: {dataDirectory: rke2DataDirectory},
	requests: ({dataDirectory: {path}}) => directoriesIn(path).map(parent => directory(parent)),
	parse: (replies, {dataDirectory: {path}}): readonly string[] =>
		directoriesIn(path).flatMap((parent, index) => {
			const entries = entriesIfFound(replies[index]) ?? [];
			return entries.filter(entry => isWanted(entry, entries)).map(({name}) => `${parent}/${name}`);
		}),
});

import {entriesIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {directory} from '../core/request.ts';

/** Where containerd looks; RKE2 keeps it outside its data directory (https://github.com/rancher/rke2/blob/master/pkg/cli/defaults/defaults.go). */
export const cniConfigurationDirectory = '/etc/cni/net.d';

export const cniDirectory = defineProbe({
	id: 'cni.directory',
	summary:
		'what lies in /etc/cni/net.d, in the order in which containerd sees it; nothing when there is no such directory',
	essential: true,
	requests: () => [directory(cniConfigurationDirectory)],
	parse: ([reply]) => entriesIfFound(reply) ?? [],
});

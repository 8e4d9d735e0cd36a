import {packetOf, Unavailable} from '../core/evidence.ts';
import {defineProbe, type EvidenceOf} from '../core/probe.ts';
import type {PacketResult, Request} from '../core/request.ts';
import {type ApiTarget, type ApiUser, apiTargets} from '../derive/api-target.ts';
import {atPort} from '../derive/cidr.ts';
import type {KubeconfigAt} from '../derive/kubeconfig-fault.ts';
import {calicoKubeconfig} from './calico.kubeconfig.ts';
import {calicoProcess} from './calico.process.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {multusKubeconfig} from './multus.kubeconfig.ts';

export interface ApiContact extends ApiTarget {
	/** Absent where nothing could be sent. */
	readonly answer?: PacketResult;
}

const sources = {
	process: calicoProcess,
	calico: calicoKubeconfig,
	multus: multusKubeconfig,
	ranges: clusterRanges,
} as const;

const serverOf = ({kubeconfig}: KubeconfigAt): string | undefined =>
	kubeconfig?.ok === true ? kubeconfig.value.server : undefined;

const usersOf = ({process, calico, multus}: EvidenceOf<typeof sources>): readonly ApiUser[] => {
	const api = process.ok ? process.value?.api : undefined;
	const ofPlugins = [
		{name: "Calico's plugin", found: calico},
		{name: 'Multus', found: multus},
	].flatMap(({name, found}) => {
		const server = found.ok ? serverOf(found.value) : undefined;
		return found.ok && server !== undefined ? [{user: `${name} (${found.value.path})`, server}] : [];
	});
	return api === undefined
		? ofPlugins
		: [{user: 'calico-node', server: `https://${atPort(api.host, api.port)}`}, ...ofPlugins];
};

/** Without its range a service address cannot be told from another. */
const targetsOf = (wants: EvidenceOf<typeof sources>): readonly ApiTarget[] =>
	wants.ranges.ok && wants.ranges.value.services.length > 0
		? apiTargets(usersOf(wants), wants.ranges.value.services)
		: [];

export const cniApiContact = defineProbe({
	id: 'cni.api-contact',
	summary: 'whether the API answers where Calico and Multus look for it, if that is no service address',
	wants: sources,
	requests: (_, wants) =>
		targetsOf(wants).map(({address, port}): Request => ({kind: 'packet', packet: 'tcp', address, port})),
	parse: (replies, _, wants): readonly ApiContact[] => {
		const {calico, multus, ranges} = wants;
		const isNeeded = usersOf(wants).length > 0;
		for (const source of [calico, multus, ...(isNeeded ? [ranges] : [])]) {
			if (!source.ok) {
				throw new Unavailable(source.reason, source.detail);
			}
		}
		const [first] = replies;
		if (first?.status === 'unanswered') {
			throw new Unavailable(first.reason, first.detail);
		}
		return targetsOf(wants).map((target, index) => {
			const reply = replies[index];
			return reply?.status === 'answered' ? {...target, answer: packetOf(reply)} : target;
		});
	},
});

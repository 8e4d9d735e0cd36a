import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api, command, type Reply} from '../core/request.ts';
import {targetsOfService, unlistedTargets} from '../derive/departed-endpoints.ts';
import {sliceFields, slicesPath} from '../derive/ready-endpoints.ts';
import {type ServiceRules, serviceRulesOf} from '../derive/service-rules.ts';
import {parseEndpointSlices} from '../parsers/endpoint-slice.ts';
import {parseIptablesSave} from '../parsers/iptables-save.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';
import {type CoreServices, type ServiceTarget, serviceEndpoints} from './service.endpoints.ts';
import {type BackendServices, serviceRules} from './service.rules.ts';

/** A service whose rules lead to addresses that the API does not list for it. */
export interface KeptTargets {
	readonly service: ServiceTarget;
	/** `10.0.0.9:6443` */
	readonly kept: readonly string[];
	/** Where its rules lead in all. */
	readonly written: readonly string[];
}

interface Needs {
	readonly services: CoreServices;
	readonly rules: readonly BackendServices[];
	readonly nodes: readonly KubeNode[];
}

const programs = {nf_tables: 'iptables-nft-save', legacy: 'iptables-legacy-save'} as const;

const keptIn = (rules: ServiceRules, {services: {api, dns}, nodes}: Needs): readonly KeptTargets[] =>
	[api, dns].flatMap(service => {
		if (service?.listed === undefined || service.listed.length === 0) {
			return [];
		}
		const written = targetsOfService(rules, service.name, service.address);
		const kept = unlistedTargets(written, service.listed, nodes);
		return kept.length === 0 ? [] : [{service, kept, written}];
	});

/** With rules in both back-ends one set is left from before: another finding. */
const suspectedIn = (needs: Needs): BackendServices | undefined => {
	const [first, ...others] = needs.rules.filter(({rules}) => rules.isHooked);
	const isSuspect = first !== undefined && others.length === 0 && keptIn(first.rules, needs).length > 0;
	return isSuspect ? first : undefined;
};

const listsOf = (needs: Needs): readonly string[] =>
	[needs.services.api, needs.services.dns].flatMap(service => {
		const [namespace, name] = service?.name.split('/') ?? [];
		return namespace === undefined || name === undefined ? [] : [slicesPath(namespace, name)];
	});

/** All addresses that the API lists by now, for whichever service; none where it does not answer any more. */
const listedLater = (replies: readonly Reply[]): readonly string[] =>
	replies
		.flatMap(reply => (reply.status === 'answered' ? parseEndpointSlices(textOf(reply)) : []))
		.flatMap(({endpoints}) => endpoints.flatMap(({addresses}) => addresses));

/** kube-proxy writes what the API tells within a second or two: what is still there at the end of the run is kept. */
export const serviceKeptTargets = defineProbe({
	id: 'service.kept-targets',
	summary:
		'where the rules of kube-proxy for the API and the cluster DNS lead although the API does not list it, at the beginning and at the end of this run; both are read again only where there is such a rule',
	needs: {services: serviceEndpoints, rules: serviceRules, nodes: kubernetesNodes},
	requests: needs => {
		const suspect = suspectedIn(needs);
		return suspect === undefined
			? []
			: [
					command(programs[suspect.backend], '-c'),
					// A pod that was added since the list was read is in both samples of the rules.
					...listsOf(needs).map(path => api(path, ...sliceFields)),
				].map(request => ({...request, sample: 'last' as const}));
	},
	parse: ([reply, ...lists], needs): readonly KeptTargets[] => {
		const suspect = suspectedIn(needs);
		if (suspect === undefined) {
			return [];
		}
		const first = keptIn(suspect.rules, needs).flatMap(({service, kept}) =>
			kept.map(target => `${service.name} ${target}`),
		);
		return keptIn(serviceRulesOf(parseIptablesSave(textOf(reply))), needs).flatMap(entry => {
			const again = entry.kept.filter(target => first.includes(`${entry.service.name} ${target}`));
			const kept = unlistedTargets(again, listedLater(lists), needs.nodes);
			return kept.length === 0 ? [] : [{...entry, kept}];
		});
	},
});

import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api, type Reply} from '../core/request.ts';
import {familyOf} from '../derive/cidr.ts';
import {apiServiceAddress} from '../derive/first-service-address.ts';
import {readyEndpoints, type ServiceEndpoint, sliceFields, slicesPath} from '../derive/ready-endpoints.ts';
import {parseEndpointSlices} from '../parsers/endpoint-slice.ts';
import {type ClusterRanges, clusterRanges} from './cluster.ranges.ts';
import {type BackendServices, serviceRules} from './service.rules.ts';

export type {ServiceEndpoint};

/** A service that every pod needs, and what stands behind it. */
export interface ServiceTarget {
	/** `kube-system/rke2-coredns-rke2-coredns` */
	readonly name: string;
	readonly address: string;
	readonly port: number;
	/** Ready ones, of the family of the address: for the API that of the first range of services. */
	readonly endpoints: readonly ServiceEndpoint[];
	/** All that the API lists, also those that start or end; absent where it was not asked. */
	readonly listed?: readonly string[];
	readonly source: 'EndpointSlices' | 'rules of kube-proxy';
}

export interface CoreServices {
	readonly api?: ServiceTarget;
	readonly dns?: ServiceTarget;
	/** The API, asked, lists nothing for the Service of CoreDNS: there is no such Service. */
	readonly isDnsMissing?: true;
	readonly domain: string;
}

const services = {
	api: {namespace: 'default', name: 'kubernetes', port: 443, portName: 'https', protocol: 'tcp'},
	dns: {
		namespace: 'kube-system',
		name: 'rke2-coredns-rke2-coredns',
		port: 53,
		portName: 'udp-53',
		protocol: 'udp',
	},
} as const;
type Which = keyof typeof services;

const pathOf = ({namespace, name}: (typeof services)[Which]): string => slicesPath(namespace, name);

const addressOf = (which: Which, ranges: ClusterRanges): string | undefined => {
	if (which === 'dns') {
		return ranges.dns.find(address => familyOf(address) === 'ipv4');
	}
	return apiServiceAddress(ranges.services);
};

const fromRules = (which: Which, rules: readonly BackendServices[]) => {
	const {port, protocol, namespace, name} = services[which];
	return rules
		.filter(({rules: {isHooked}}) => isHooked)
		.flatMap(({rules: {ports}}) => ports)
		.find(
			entry =>
				entry.protocol === protocol && entry.port === port && entry.name.startsWith(`${namespace}/${name}:`),
		);
};

const splitEndpoint = (text: string): ServiceEndpoint => {
	const at = text.lastIndexOf(':');
	return {address: text.slice(0, at), port: Number(text.slice(at + 1))};
};

const targetOf = (
	which: Which,
	reply: Reply | undefined,
	ranges: ClusterRanges,
	rules: readonly BackendServices[],
): ServiceTarget | undefined => {
	const rule = fromRules(which, rules);
	const address = addressOf(which, ranges) ?? rule?.address;
	if (address === undefined) {
		return undefined;
	}
	const {namespace, name, port} = services[which];
	const family = familyOf(address);
	const common = {name: `${namespace}/${name}`, address, port};
	const slices = reply?.status === 'answered' ? parseEndpointSlices(textOf(reply)) : [];
	if (slices.length > 0) {
		const listed = slices.flatMap(({endpoints}) => endpoints.flatMap(({addresses}) => addresses));
		const endpoints = readyEndpoints(slices, services[which].portName, family);
		return {...common, endpoints, listed, source: 'EndpointSlices'};
	}
	// What is read of the rules is IPv4's.
	return rule === undefined || family === 'ipv6'
		? undefined
		: {...common, endpoints: rule.endpoints.map(splitEndpoint), source: 'rules of kube-proxy'};
};

export const serviceEndpoints = defineProbe({
	id: 'service.endpoints',
	summary: 'the services of the API and of the cluster DNS with their endpoints, from the API or from rules',
	needs: {ranges: clusterRanges},
	wants: {rules: serviceRules},
	requests: () => [api(pathOf(services.api), ...sliceFields), api(pathOf(services.dns), ...sliceFields)],
	parse: ([apiReply, dnsReply], {ranges}, {rules}): CoreServices => {
		const known = rules.ok ? rules.value : [];
		const apiTarget = targetOf('api', apiReply, ranges, known);
		const dnsTarget = targetOf('dns', dnsReply, ranges, known);
		if (apiTarget === undefined && dnsTarget === undefined) {
			throw apiReply?.status === 'unanswered'
				? new Unavailable(apiReply.reason, apiReply.detail)
				: new Unavailable('dependency', 'neither EndpointSlices nor rules of kube-proxy tell the endpoints');
		}
		return {
			...(apiTarget !== undefined && {api: apiTarget}),
			...(dnsTarget !== undefined && {dns: dnsTarget}),
			// A Service with a selector has a slice, if an empty one.
			...(dnsReply?.status === 'answered' &&
				parseEndpointSlices(textOf(dnsReply)).length === 0 && {isDnsMissing: true as const}),
			domain: ranges.domain,
		};
	},
});

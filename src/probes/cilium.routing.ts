import {defineProbe} from '../core/probe.ts';
import type {Reply} from '../core/request.ts';
import {present} from '../parsers/json-value.ts';
import {ciliumConfiguration} from './cilium.configuration.ts';
import {ciliumDaemon} from './cilium.daemon.ts';
import {ipLink} from './ip.link.ts';
import {kubernetesHelm} from './kubernetes.helm.ts';

/** One source's answer: `native` or `tunnel`, and `vxlan` or `geneve`. */
export interface CiliumRouting {
	readonly mode: string;
	readonly protocol?: string;
}

const routingOf = (mode: unknown, protocol: unknown): CiliumRouting | undefined =>
	typeof mode === 'string' && mode !== ''
		? {mode, ...(typeof protocol === 'string' && protocol !== '' && {protocol})}
		: undefined;

const ofAgent = (reply: Reply | undefined): CiliumRouting | undefined => {
	const {RoutingMode, TunnelProtocol} = ciliumDaemon.parse(
		reply === undefined ? [] : [reply],
		{},
		{},
	).options;
	return routingOf(RoutingMode, TunnelProtocol);
};

const ofConfiguration = (reply: Reply | undefined): CiliumRouting | undefined => {
	const told = ciliumConfiguration.parse(reply === undefined ? [] : [reply], {}, {});
	return routingOf(told['routing-mode'], told['tunnel-protocol']);
};

/** A source that gives no answer leaves the question to the others. */
const ifAnswered = <Value>(read: () => Value | undefined): Value | undefined => {
	try {
		return read();
	} catch {
		return undefined;
	}
};

/** Asks only where something speaks for Cilium, since every run detects. */
export const ciliumRouting = defineProbe({
	id: 'cilium.routing',
	summary: 'how the agent of Cilium carries packets, and how the ConfigMap cilium-config tells it to',
	wants: {links: ipLink, helm: kubernetesHelm},
	requests: (_, {links, helm}) =>
		(links.ok && links.value.some(({name}) => name === 'cilium_host')) ||
		(helm.ok && helm.value.charts.some(({name}) => name === 'rke2-cilium'))
			? [...ciliumDaemon.requests({}, {}), ...ciliumConfiguration.requests({}, {})]
			: [],
	parse: ([agent, configuration]): {readonly agent?: CiliumRouting; readonly configuration?: CiliumRouting} =>
		present({
			agent: ifAnswered(() => ofAgent(agent)),
			configuration: ifAnswered(() => ofConfiguration(configuration)),
		}),
});

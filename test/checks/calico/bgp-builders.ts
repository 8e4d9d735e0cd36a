import type {Environment, IpFamily} from '../../../src/core/environment.ts';
import type {BirdAnswer} from '../../../src/derive/bird-daemon.ts';
import type {BgpError, BgpSession} from '../../../src/parsers/bgp-session.ts';
import type {BirdProtocols, KernelProtocol} from '../../../src/parsers/bird-protocols.ts';
import type {BirdRoute} from '../../../src/parsers/bird-routes.ts';
import type {BirdStatus} from '../../../src/parsers/bird-status.ts';
import {testCheck as testAnyCheck, told} from '../../../src/testing.ts';
import {kubeNode, minutesAgo, now} from '../builders.ts';

/** BIRD that has been running for a day. */
export const birdStatus = (changes: Partial<BirdStatus> = {}): BirdStatus => ({
	version: 'v0.3.3+birdv1.6.8',
	routerId: '10.0.0.11',
	now,
	startedAt: minutesAgo(24 * 60),
	configuredAt: minutesAgo(60),
	isRecovering: false,
	state: 'Daemon is up and running',
	...changes,
});

const prefixes: Readonly<Record<BgpError['source'], string>> = {
	socket: 'Socket: ',
	received: 'Received: ',
	sent: 'BGP Error: ',
	automatic: 'Automatic shutdown: ',
	own: 'Error: ',
};

/** A session of the mesh that is established, or as it is told otherwise; the row is made to fit. */
export const session = (neighbour: string, changes: Partial<BgpSession> = {}): BgpSession => {
	const state = changes.state ?? 'Established';
	const protocolState = state === 'Established' ? 'up' : state === 'Down' ? 'down' : 'start';
	const {error, peering = 'mesh'} = changes;
	const kind = {mesh: 'Mesh', node: 'Node', global: 'Global', other: 'bgp'}[peering];
	const name = `${kind}_${neighbour.replaceAll(/[.:]/g, '_')}`;
	const text = error === undefined ? '' : `${prefixes[error.source]}${error.text}`;
	return {
		name,
		peering,
		protocolState,
		state,
		neighbour,
		neighbourAs: 64_512,
		since: minutesAgo(30),
		isNeighbourRestarting: false,
		row: `${name} BGP master ${protocolState} 07:30:00 ${state === 'Down' ? '' : state} ${text}`.trim(),
		...(state === 'Established' && {
			routes: {imported: 1, exported: 1, preferred: 1},
			source: neighbour.includes(':') ? 'fd00::11' : '10.0.0.11',
		}),
		...changes,
	};
};

export const failed = (source: BgpError['source'], text: string): Pick<BgpSession, 'error'> => ({
	error: {source, text},
});

interface Bird {
	readonly family?: IpFamily;
	readonly status?: Partial<BirdStatus>;
	readonly kernel?: readonly KernelProtocol[];
}

export const kernelProtocol = (state: KernelProtocol['state'], exportsNothing = false): KernelProtocol => ({
	name: 'kernel1',
	state,
	exportsNothing,
	row: `kernel1 Kernel master ${state} 07:30:00`,
});

export const birdWith = (
	sessions: readonly BgpSession[],
	{family = 'ipv4', status, kernel = [kernelProtocol('up')]}: Bird = {},
): BirdAnswer<BirdProtocols> => ({family, status: birdStatus(status), value: {kernel, sessions}});

/** A route that BIRD learned from the neighbour with this address. */
export const learnedRoute = (
	destination: string,
	neighbour: string,
	changes: Partial<BirdRoute> = {},
): BirdRoute => {
	const protocol = changes.protocol ?? `Mesh_${neighbour.replaceAll(/[.:]/g, '_')}`;
	return {
		destination,
		type: 'unicast',
		nexthops: [{gateway: neighbour, dev: 'eth0'}],
		protocol,
		since: minutesAgo(30),
		isRefusedByKernel: false,
		line: `${destination} via ${neighbour} on eth0 [${protocol} 07:30:00] * (100/0) [i]`,
		...changes,
	};
};

/** A Node whose Calico speaks BGP under this address. */
export const bgpNode = (name: string, address: string, changes: Parameters<typeof kubeNode>[1] = {}) =>
	kubeNode(name, {
		internalIps: [address],
		annotations: {
			[address.includes(':') ? 'projectcalico.org/IPv6Address' : 'projectcalico.org/IPv4Address']:
				`${address}/${address.includes(':') ? 64 : 24}`,
		},
		...changes,
	});

const calico: Partial<Environment> = {cni: told('calico'), bgp: told(true)};

const inCalico = <Situation extends {readonly environment?: Partial<Environment>}>(
	situations: Readonly<Record<string, Situation>>,
): Readonly<Record<string, Situation>> =>
	Object.fromEntries(
		Object.entries(situations).map(([name, situation]) => [
			name,
			{...situation, environment: {...calico, ...situation.environment}},
		]),
	);

/** `testCheck` on nodes whose Calico speaks BGP. */
export const testCheck: typeof testAnyCheck = (test, check, {passes, fails}) =>
	testAnyCheck(test, check, {passes: inCalico(passes), fails: inCalico(fails)});

import {defineProbe} from '../core/probe.ts';
import type {PacketResult} from '../core/request.ts';
import {contactOf, type PeerAnswer} from '../derive/peer-contact.ts';
import {dnsContact} from './dns.contact.ts';
import {netfilterPodPassage} from './netfilter.pod-passage.ts';
import {peerOverlay} from './peer.overlay.ts';
import {peerUnderlay} from './peer.underlay.ts';
import {rke2NodeName} from './rke2.node-name.ts';
import type {EndpointContact} from './service.contact.ts';
import {serviceHostPorts} from './service.host-ports.ts';

export interface FirewallHarm {
	/**
	 * Every node and name server that was asked answers, pods of another node among them, where there is one; and no rule
	 * is known to drop packets of pods, nor a host port without its rules.
	 */
	readonly isHarmless: boolean;
}

const isWell = (answer: PacketResult | undefined): boolean =>
	answer === undefined || contactOf(answer) === 'answers';

/** Cilium gives no address in the overlay that could be asked: there a pod of the cluster DNS on another node does. */
const crossesOver = (
	overlay: readonly PeerAnswer[],
	endpoints: readonly EndpointContact[],
	self: string | undefined,
): boolean =>
	overlay.some(({answer}) => contactOf(answer) === 'answers') ||
	endpoints.some(
		({nodeName, answer}) =>
			self !== undefined && nodeName !== undefined && nodeName !== self && answer?.result === 'answered',
	);

export const firewallHarm = defineProbe({
	id: 'firewall.harm',
	summary:
		'whether what a firewall of the host may cut off is proven to work: other nodes, pods, the cluster DNS',
	wants: {
		...{underlay: peerUnderlay, overlay: peerOverlay},
		...{dns: dnsContact, passage: netfilterPodPassage, self: rke2NodeName, ports: serviceHostPorts},
	},
	requests: () => [],
	parse: (_, __, {underlay, overlay, dns, passage, self, ports}): FirewallHarm => ({
		isHarmless:
			underlay.ok &&
			underlay.value.every(({answer}) => isWell(answer)) &&
			(!overlay.ok || overlay.value.every(({answer}) => isWell(answer))) &&
			dns.ok &&
			dns.value.service.result === 'answered' &&
			dns.value.endpoints.every(({answer}) => answer === undefined || answer.result === 'answered') &&
			(underlay.value.length === 0 ||
				crossesOver(
					overlay.ok ? overlay.value : [],
					dns.value.endpoints,
					self.ok ? self.value.name : undefined,
				)) &&
			passage.ok &&
			passage.value.length === 0 &&
			(!ports.ok || ports.value.lost.length === 0),
	}),
});

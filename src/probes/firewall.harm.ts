import {defineProbe} from '../core/probe.ts';
import type {PacketResult} from '../core/request.ts';
import {contactOf} from '../derive/peer-contact.ts';
import {dnsContact} from './dns.contact.ts';
import {netfilterPodPassage} from './netfilter.pod-passage.ts';
import {peerOverlay} from './peer.overlay.ts';
import {peerUnderlay} from './peer.underlay.ts';

export interface FirewallHarm {
	/** Every node and name server that was asked answers, and no rule is known to drop packets of pods. */
	readonly isHarmless: boolean;
}

const isWell = (answer: PacketResult | undefined): boolean =>
	answer === undefined || contactOf(answer) === 'answers';

export const firewallHarm = defineProbe({
	id: 'firewall.harm',
	summary:
		'whether what a firewall of the host may cut off is proven to work: other nodes, pods, the cluster DNS',
	wants: {underlay: peerUnderlay, overlay: peerOverlay, dns: dnsContact, passage: netfilterPodPassage},
	requests: () => [],
	parse: (_, __, {underlay, overlay, dns, passage}): FirewallHarm => ({
		isHarmless:
			underlay.ok &&
			underlay.value.every(({answer}) => isWell(answer)) &&
			(!overlay.ok || overlay.value.every(({answer}) => isWell(answer))) &&
			dns.ok &&
			dns.value.service.result === 'answered' &&
			dns.value.endpoints.every(({answer}) => answer === undefined || answer.result === 'answered') &&
			passage.ok &&
			passage.value.length === 0,
	}),
});

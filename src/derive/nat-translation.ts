import {walkChains} from './chain-walk.ts';
import {iptablesChains} from './iptables-walk.ts';
import type {BackendRules, NetfilterDrop} from './netfilter-hooks.ts';
import type {Packet} from './packet.ts';

/** The rule of nat that certainly sends a packet which comes in to another destination. */
export const natTranslation = (rules: BackendRules, packet: Packet): NetfilterDrop | undefined => {
	for (const variant of ['nft', 'legacy'] as const) {
		const ruleset = rules[variant];
		const chains = ruleset && iptablesChains(ruleset);
		if (chains?.has('nat PREROUTING') === true) {
			const walk = walkChains(chains, ['nat PREROUTING'], packet, {mark: undefined, isTracked: true});
			if (walk.verdict === 'drop') {
				return {shownBy: `iptables-${variant}-save`, end: walk.end};
			}
		}
	}
	return undefined;
};

import type {Fact} from '../core/environment.ts';
import type {Evidence} from '../core/evidence.ts';
import {uplinkNames} from '../derive/uplinks.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Route} from '../parsers/ip-route.ts';

interface UplinkEvidence {
	readonly links: Evidence<readonly Link[]>;
	readonly routes: Evidence<readonly Route[]>;
}

/** By which devices packets of pods leave this node, in the order of preference. */
export const detectUplinks = (
	overlayDevice: string | undefined,
	{links, routes}: UplinkEvidence,
): Fact<readonly string[]> => {
	if (!links.ok) {
		return {signals: [], undecided: links.detail};
	}
	if (!routes.ok) {
		return {signals: [], undecided: routes.detail};
	}
	const names = uplinkNames(links.value, routes.value, overlayDevice);
	return names.length === 0
		? {signals: [], undecided: 'there is no default route'}
		: {
				value: names,
				signals: [{source: routes.sources[0] ?? 'ip route', says: `default route by ${names.join(', ')}`}],
			};
};

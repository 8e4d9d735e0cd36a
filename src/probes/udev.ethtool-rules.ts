import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {udevRuleNames} from './udev.rule-names.ts';

export const udevEthtoolRules = defineProbe({
	id: 'udev.ethtool-rules',
	summary: "udev rules of this node that call ethtool: they set a device's offload whenever it is made",
	needs: {names: udevRuleNames},
	requests: ({names}) => names.map(path => file(path)),
	parse: (replies): readonly string[] =>
		replies.flatMap(reply =>
			(textIfFound(reply) ?? '')
				.replaceAll('\\\n', ' ')
				.split('\n')
				.map(line => line.trim())
				.filter(line => !line.startsWith('#') && line.includes('ethtool')),
		),
});

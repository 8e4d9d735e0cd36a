import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';

export const systemKernel = defineProbe({
	id: 'system.kernel',
	summary: 'kernel release and machine architecture',
	requests: () => [command('uname', '-srm')],
	parse: ([reply]) => {
		const text = textOf(reply).trim();
		const [name, release, architecture] = text.split(' ');
		if (name !== 'Linux' || release === undefined || architecture === undefined) {
			throw new Unavailable('unparseable', `expected "Linux RELEASE MACHINE", got "${text}"`);
		}
		return {release, architecture};
	},
});

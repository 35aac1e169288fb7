# ruff: noqa: E501
"""Walking pain and leg arteries: told without the keyword, denied, over, suspected. Written before their cues."""

SAID = """
my calves cramp when i walk a block then it goes when i stop -> claudication
i can only manage about 100 yards before my calf seizes and i have to stand still -> claudication
get to the post box and both legs ache so bad i have to sit on the wall, then im right as rain -> claudication
legs hurt walking up the hill, stop for a minute and they are fine -> claudication
my left calf tightens after 200 metres, eases off within two minutes of stopping -> claudication
pain comes on walking and goes off with rest -> claudication
I pretend to look in shop windows till the pain in my calf goes off -> claudication
have to keep stopping when i walk to the shops because of cramp -> claudication
walking brings on the cramp, resting takes it away -> claudication
cant get to the bus stop without stopping for my calf -> claudication
i get cramp in the calf every time i go uphill, rest five minutes and can carry on -> claudication
cramps in my calf after half a mile that disappear once i sit down -> claudication
calf pain when walk, no pain when stop -> claudication
when I am walking my leg is paining, when I am standing it is going -> claudication
the pain in my thigh starts at about the same lamp post every day, i wait, it goes, i walk on -> claudication
i walk 5 mins, leg cramps, i stop, it goes away -> claudication
my legs give me gyp on the stairs and settle when i get to the top and rest -> claudication
calf gets tight like clockwork at a quarter mile, backs off if I stand a bit -> claudication
I have intermittent claudication -> claudication
doc calls it claudication -> claudication
have clodication in both legs -> claudication
my husband has to stop every fifty yards with his calves -> claudication husband
mum can't walk to the gate without her legs cramping, then she rests and it passes -> claudication mother
my 80 year old dad gets calf pain walking that stops as soon as he sits -> claudication father
pt reports calf pain on ambulation relieved by rest -> claudication patient
exertional calf pain relieved by rest -> claudication
walking pain that stops when i rest -> claudication
cramp comes on when i walk any distance and im fine again after a breather -> claudication
It only hurts when i walk and its fine when i sit -> claudication
have to rest halfway up the street or my calf cramps -> claudication
after ten minutes on the treadmill my calves burn and i have to get off, then its gone in two minutes -> claudication
leg cramps stop me walking more than a hundred metres -> claudication
when i stop walking the cramp goes -> claudication
no pain when i walk -> claudication absent
i dont get any pain walking, only in bed -> claudication absent
it never hurts when i walk -> claudication absent
walking is fine, its only at night -> claudication absent
i can walk for miles no problem, only cramps in bed -> claudication absent
doctor says its not claudication -> claudication absent
I don't have claudication -> claudication absent
i never have to stop when walking -> claudication absent
used to have to stop every 50 yards until i had the stents in my legs -> claudication past, pad_known
before my bypass i had claudication -> claudication past
years ago i had to stop every hundred yards walking, not now -> claudication past
i used to get calf pain walking that went when i stopped -> claudication past
could this be claudication? -> claudication uncertain
the physio thinks it might be claudication -> claudication uncertain
maybe its claudication, i dont know -> claudication uncertain
what is claudication -> claudication general
does claudication hurt at night -> claudication general
if your legs hurt when you walk and stop when you rest is that PAD -> pad_suspected general
a short walk makes my cramp better -> none
cramp wakes me, i walk it off -> none
my cramp started when i stopped running -> none
i cramp after a long run, worse the next day -> none
i get cramp in bed, standing up makes it stop -> none
pain goes when i walk around -> none
i had to stop work because of my legs -> none
I stopped walking to work and now i cramp -> none
i walk the dog daily and feel great, cramps only at night -> none
stop every pill? -> none
i have PAD -> pad_known
I've got PVD and cramp at night -> pad_known
diagnosed with PAD last year -> pad_known
diagnosed peripheral artery disease in 2015 -> pad_known
have a stent in my left leg -> pad_known
had stents put in both legs in 2018 -> pad_known
i had a bypass on my right leg two years ago -> pad_known
fem-pop bypass last spring, calf cramping again -> pad_known
they did an angioplasty on my leg arteries -> pad_known
ballooned the artery in my thigh last year -> pad_known
blocked arteries in my legs, had the angioplasty -> pad_known
the arteries in my legs are furred up, scan showed it -> pad_known
scan showed a blockage in my femoral artery -> pad_known
i have peripheral vascular disease and smoke -> pad_known
got arterial disease in both legs -> pad_known
ive pad, diagnosed by vascular clinic -> pad_known
periferal artery diseese they told me -> pad_known
hardening of the arteries in my legs they said -> pad_known
my husband has PAD and his calves cramp -> pad_known husband
known PAD, ex smoker, cramps worse -> pad_known
no more salt since i have PAD -> pad_known
can i do calf raises with PAD? -> pad_known
my PAD is playing up -> pad_known
is walking good for my PAD? -> pad_known
under the vascular surgeon for PAD -> pad_known
i don't have PAD -> pad_known absent
my doctor said i don't have PAD -> pad_known absent
tested for PAD, came back negative -> pad_known absent
they ruled out peripheral artery disease -> pad_known absent
no PAD, no diabetes -> pad_known absent
no history of peripheral arterial disease -> pad_known absent
what is PAD -> pad_suspected general
how is peripheral artery disease tested -> pad_suspected general
can PAD cause night cramps? -> pad_suspected general
PAD is common in smokers -> pad_suspected general
i think i have poor circulation -> pad_suspected
my circulation is rubbish -> pad_suspected
bad circulation runs in my feet, always cold -> pad_suspected
the nurse couldnt find a pulse in my foot and is sending me for a circulation test -> pad_suspected
doctor thinks i might have PAD -> pad_suspected
they suspect peripheral artery disease -> pad_suspected
gp wants to test my circulation -> pad_suspected
waiting for an ABI test on my legs -> pad_suspected
i reckon my arteries are clogged -> pad_suspected
i've been told i have poor circulation in my legs -> pad_suspected
dad has terrible circulation -> pad_suspected father
poor circulaton in my feet -> pad_suspected
i wonder if ive got PAD -> pad_suspected
i dont have poor circulation -> pad_suspected absent
my circulation is fine -> pad_suspected absent
nothing wrong with my circulation, doctor checked -> pad_suspected absent
good circulation, pulses fine -> pad_suspected absent
does poor circulation cause cramps? -> pad_suspected general
poor circulation can cause cramp -> pad_suspected general
do i have poor circulation? -> pad_suspected uncertain
could it be my circulation -> pad_suspected uncertain
had poor circulation as a kid, chilblains, fine now -> pad_suspected past
my ipad fell on my foot -> none
i bought a heel pad for my shoe -> none
sanitary pad leaked and i have cramps -> none
i live in a tiny pad in leeds -> none
i had a heart bypass in 2010 -> none
gastric bypass patient here, leg cramps -> none
heart stent last year, calf cramps -> none
i have shin pads for football -> none
bypass the question and tell me about bananas -> none
the heating pad helps my calf -> none
does walking improve circulation -> none
compression socks help circulation -> none
"""


def test_hears(hears) -> None:
    """Each line is heard as the table says."""
    hears(SAID)

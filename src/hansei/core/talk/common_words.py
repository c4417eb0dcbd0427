"""Common words to tell English from other languages by: the commonest of training/, and of work."""

#: What stands in another language too, such as "was", "in" and "so", is in neither list.
ENGLISH = frozenset(
    """
able about above absolutely across actual actually advice advise afraid after afternoon afterwards again
against ago agree agreed ah aha ahead ain't air all allowed almost alone along aloud already alright always
amazing among an and angry another answer answered any anybody anyhow anyone anything anyway anywhere app
approved area aren't arm arms around ask asked asking asks at attention audit away aye baby back bad bag
bags bank bay be beautiful became because become becomes bed been before begin behavior behaviour behind
being belief believe bell below belt bench beside best bet better between big biscuit bit black blank block
bloke blue board boards boat boats bonus book boots boss both bottle bottom bought box boxes boy boys branch
bread break breakfast breath bridge bring brings broke broken brother brought bucket budget building built
bus business busy but button buy by bye cabin cake calendar call called calling calls calm came camera can
can't cannot canteen cap car card cards care careful carried carry carrying case cat catch caught cause
ceiling chain chair chairman chalk challenge change changed chapter charge chart charter check checked chief
child children choose church clean clear clearly clever client clipboard clock close closed coat code coffee
cold colour column comes coming committee company condition confidence confident contract control copy
corner corporate correct corridor cost costs could could've couldn't council count counted counter
countermeasure counting counts courage course crane crate crew crews cross culture cup cupboard curious
customer customers cut d'you daily dark data date daughter day days dead dear decide decided decision deck
definitely department depot deputy describe desk did didn't died difference different dinner director
directors discover discovered discussion dispatch dock doctor does doesn't dog doing don't done door doors
doubt down draw drawer drawing drink drive driver drivers drop drove dry each ear early ears easier easy eat
eating eight eighteen eighty either eleven else email employee employees empty end engineer english enough
even evening ever every everybody everyone everything exactly example excellent except excuse expect
expected expects experience experiment explain explore eye eyes fair fall family far fast father fault feel
feeling feet felt few field fifteen fifty figure figures file fill filled find fine finger fingers finish
finished fire first fish five fix fixed flat floor folder folk follow foot for foreman foremen forget
forgive form fortnight forty found four fourteen fourth frame free friday fridge from front full funny gap
gate gave general get gets getting girl give given gives giving glad glass glasses gloves glue goal goals
goat goes going gone gonna good got grand great green ground group guard guess guy guys habit habits had
hadn't half hall hand handed handover hands hang hanging hangs happen happened happening happens happy hard
hasn't hate have haven't having he'd he'll he's head heads headset hear heard hearing hears heart held hello
help helpful here here's hers herself hey hi hiding him himself hip his hit hm hmm hold holding holds hole
home honest honestly hook hope hospital hot hour hours house how how's huddle huh hundred hung hurt husband
i'd i'll i'm i've idea ideas if imagine important impossible improve improved improvement improving initials
inside inspector instead interested interesting into isn't it it'd it'll it's its itself jacket job joke
judge just keep keeping keeps kept kettle key keys kid kids kind kitchen knees knew know knowing known knows
lad ladder lads lady lamp last late later laugh laughed laughing law lay lead leader leaders leadership
leads lean learn learned learning least leave leaving left less let let's letter letters level lie life lift
light lights like likes line lines list listen listening little live load locked long longer look looked
looking looks lorry lose lost lot loud love lovely low lunch lying ma'am machine mad madam made mail make
makes making manage management manager managers manual many map mate matter may maybe mean meaning means
meant measure meet meeting meetings message method metres mhm middle midnight might milk million mind mine
ministry minute minutes miss missed missing mistake mm model moment monday money month months more morning
mornings most mostly mother mouth move moved moves moving much must myself nah name named names near nearly
neck need needed needs never new news next nice nicely night nights nine nineteen nineteenth ninety ninth
nobody nobody's none noon normal north nose not note notebook notes nothing notice noticed now number
numbers nurse o'clock observe observed obvious obviously off office officer often oh okay old once one one's
ones only open opened operator operators opinion or order other others otherwise ought our out outside over
own owner owners page pages paid pair pallet panel paper park parking part parts pass passed past patient
pause pay pen pencil people percent perhaps person personally phone phones photo pick picked picture piece
pipe pitch place plan planned planning plans plant plate play please pocket point points polite poor
possible post poster prefer present press pretty price printed priorities priority probably problem process
project promise promised proud pull pulled pump purpose push put puts putting quality quarter question
questions queue quick quiet quit quite radio rain ramp ran rang rather reach read reading reads ready real
really reason reckon recommend record red reflect reflection region release remember report reports respect
rest result results review ride right righto ring ringing rings risk risks road roll rolls roof room root
rope round route row rule run rung running runs safe safety said sales same sat saturday saw say saying says
scared school screen seal season second seconds section see seeing seen sees send sends sense sent sentence
serious service set seven seventeen seventy shall shame share shared sharp she she'd she'll she's shed sheet
sheets shift shirt shoes shop short should shouldn't shout shouting show showed shows shut sick side sign
signature signed signing signs silence simply since single sir sister sit site sits sitting six sixteen
sixty sleep slept slide slides slip slow small smell smile soft some somebody somebody's someone something
somewhere sooner sorry sort sound sounds soup speak specific speech spoke spot spring staff stairs stamp
stand standard standing stands start started starts station stay stayed stays step steps stick still stomach
stone stood stool stop stopped stops store story straight street stuck stuff stupid success such sugar
suggest suggestion summer sunday supervisor supervisors supper support suppose supposed sure surprise
surprised sweet system table tag take taken takes taking talk talked talking talks tank tape target taught
tea teach team teeth telephone tell telling tells template terrible text than thank thanks that that'd
that's the theatre their theirs them themselves then theory there there'll there's these they they'd they'll
they're they've thing things think thinking thinks third thirteen thirty this those though thought thousand
three through throw thumb thursday tick ticket tie tied time times tired today together told tomorrow
tonight too took tool top torch touch traffic train trained training tried tries trolley trouble truck
trucks true trust trusted truth try trying tuesday turn turned turns twelfth twelve twenty twice two uh
uncle under understand understood union unit until up upstairs us use used useful usual usually value values
version very visit visual voice wait waited waiting walk walked walking walks wall want wanted wants ward
warm wasn't waste watch watched watching water wave way we'd we'll we're we've weather wedding wednesday wee
week weekend weekly weeks well went were weren't wet what what'd what'll what's whatever wheel when where
where's whether which while white who who'd who's whoever whole whom whose why wife window winter wish with
within without woman won't wonder wondered word words work worked working works workshop worried worry worse
worst worth would would've wouldn't wow write writes writing written wrong wrote yard yeah year years yellow
yep yes yesterday yet you you'd you'll you're you've young your yours yourself zero
""".split()  # noqa: SIM905
)

#: Small words of some twenty languages that are written in Latin letters.
OTHERS = frozenset(
    """
aan aber această acest ada adalah ai akan ako al ale ali alla alles allez als ama anche anda ano ao apa asta
atau att au auch auf aus aux av avait avec aveva avez avons az bagaimana bana bardzo bei beim bem ben bene
bien bij bila bilo bin bine bio bir bisa bist biti bitte biz bize blev blir bliver bra bu byl byla byli bylo
był była było být ce ces cet cette chce chcesz chcete chceš che chi ci cine co com comment como con cosa
così coś csak csinált cu cuando cum cuándo czy când cómo că da daha damit dan danke dann dans dar darf dari
das dass dat de decir dediniz deed deg dei del della delle dem den dengan denn der des det detto deze değil
di dia dich die dig dijo din dir dire disse dit dizer dla dlaczego dobrze doch doen donc donde dort dos dove
du durch där dónde ea ed een efter egy ei ein eine einem einen einer el ela ele eles ella elle eller elles
ellos em en então er era es ese eso est esta este esto está están et ett etter ettiniz että etwas eu euch
evet ez faire fait fare fatto faut fazer fez foarte foi fost fra från fue fuer för für făcut ga gaat gang
gde gdje gdzie geen gegen gehen geht gemacht gesagt gesehen gestern gibi gibt gik gikk ging gjorde gjøre gli
goed gut går gör göra gördünüz gøre haar habe haben había hace hacer hade hai han hanno hapana har hast
hatte hatten hay hayır heb hebben hebt heeft hem het heute hier hin hizo ho hoe hogy hol hon hos hoćete hun
hur hva hvad hvem hvor hvordan hvorfor hyvä hän hänen här hätte ich igen ih ihm ihnen ihr ihre ihren ik ikke
il ile ili ils im immer ini inte isso ist isto itu için ja jag jak je jeg jeho jej jejich její jest jestem
jesteś jeszcze jetzt jij jos jsem jsi jsou juga jullie już já jó kada kako kami kamu kan kann kannst kanssa
kapan kde kdo kdy ke kedy kein keine keinen kenapa ki kiedy kim kita ko kommen kommt kto kuka kun kunne kunt
kwa können könnte la las le lei les lesz leur leurs lini lo lor loro los lub lui látott ma maar mach machen
mai mais mal mam mana mas masz med meg mehr mengapa mereka mes meu mi mich mig mij mikor miksi mikä milloin
mimi min minha minun minä mir missä mit miten mitä miért moet moeten moi molto mon mondja mondta morgen może
możesz može mu muito muss musst mutta muy már más még möchte mü müssen mě mı může můžete na naar nach nagyon
nam nani nas nasıl ndiyo ne nebo neden nein neked nekem nel nella nem nerede ni nic nicht nichts nie niet
niin nini ninyi niye niçin njih noch noe noen nog nogen noget noi nos nosotros nous nu nur nám nás não när
når nós o och också od oder og ohne olan olarak oldu ole olen olet oli olin olur om ona onde oni onlar ont
ook op os oss ou oui où pada pan pana pani panu par para pas pe pentru perché pero peut peux pitää più plus
po poate pode por porque porquê pour pourquoi pouvez powiedz powiedział prečo pro proč przed przez puede
puedes puoi può på při quand quando que quel quelle quello quem quer questa questo qui quien quiere quieres
quién quoi qué s sa sag sagen sam sana sau saya schon schwer se seg sehen sehr sei seid sein sen ser ses seu
si siamo siapa sich sie sig sim sind sinun sinä sisi siz się ska skal skulle smo soll sollen sollte sollten
som sono sonra sont spus ste su sua sudah suis sunt sur sus så sí sú są ta taj tak tapi te tego tehdä teki
tem ter teraz tes ti tidak tiene tienes til tinha tko toi ton très tu ty tylko tym tämä tú u udělal udělat
ueber uit uma un una und unde une uno unos uns unter untuk usted ustedes už va vad vagy vam van var varför
ve ved vem veux vi viel viele vil vill ville você vocês voi volt vom von voor vor vos votre voulez vous vrei
vu vuoi vuole vám vás vår w wa waar waarom wann wanneer wao wapi war waren warst warum wat weil wel welche
welcher welches wenn wer werden weshalb wewe widzisz wie wieso wij wil willen willst wir wird wo wollen
wollten wurde wy wäre y ya yang yaptınız yeye yo yok z za zašto ze zeig zeigen zijn zou zrobić zrobił
zrobiłeś zu zum zur à är ça çok è én és était êtes így ön önce önök úgy über čo ő ők řekl şey šta što że že
želite și
""".split()  # noqa: SIM905
)

#: What stands in English and in another language.
SHARED = frozenset(
    """
a also am are as come do face go ha has he her i in is man me men met my no non of on per size so son ten
till to um was we will
""".split()  # noqa: SIM905
)

"""Prose of our own in many languages and manners, to be encoded, damaged and put right again."""

# ruff: noqa: E501  (a paragraph a line, as on a page)

from __future__ import annotations

SIMPLIFIED = """\
北岸实验室昨天公布了一个小型翻译模型，它只需要一块普通显卡就能运行。研究组的负责人说，他们花了八个月整理语料，其中三分之一来自地方报纸的旧档案。
“我们最担心的不是速度，而是它把人名翻错。”负责评测的工程师许可欣告诉记者，“上个月的版本还会把渔港的名字当成姓氏。”
新模型的参数只有七十亿，在十二种语言的公开测试中，平均得分比去年提高了四点三分。不过，它在法律文书上的表现仍然不稳定，有些条款被漏译，有些被重复了两遍。
学校图书馆已经开始试用这套系统。馆员们把馆藏的旧信件扫描进去，再由志愿者逐句校对。到目前为止，他们处理了两千多封信，发现的错误大约有六百处。
研究组计划在秋天开放全部训练数据，并邀请其他高校一起改进。“机器能读懂的东西越来越多，”许可欣说，“可是读懂一封家书，还得靠人。”
"""

TRADITIONAL = """\
港灣博物館五月起試用六台導覽機器人，參觀者可以用三種方言提問。館方表示，機器人背後的語言模型由本地大學研發，所有錄音都留在館內的伺服器上。
“它回答得很快，只是有時候太有禮貌。”負責導覽排班的副館長周若蘭笑著說，曾經有一位老先生和它聊了四十分鐘，最後連晚餐都忘了吃。
研發團隊在養老院裡錄下九百小時的閒談，才讓模型學會在句子中間換一種語言。學者指出，長輩說話常把幾種方言混在一起，一般的語音辨識系統往往只認得其中一種。
不過機器人也會出錯。有一次它把展品的年代說早了兩百年，被一群小學生當場糾正。館方後來在每件展品旁邊加上了可以核對的說明牌。
"""

CLASSICAL = """\
余幼時好書，家貧無從致之以觀，每假借於友人，手自筆錄，計日以還。天大寒，硯冰堅，手指不可屈伸，弗之怠。
是歲秋，溯江而上，至於石磯。磯上有亭，翼然臨於淵，或曰此古之釣叟所居也。余與客登焉，憑欄四望，蘆荻蕭蕭，鳧雁嗈嗈，日之夕矣，牛羊下來。
客曰：“噫！微斯亭，吾誰與歸？”余默然久之，遂賦一章，書於壁間：漣漪瀲灩兮，蘅蕪芳馨；躑躅峣嶢兮，歲月崢嶸。
"""

NAMES = """\
参加会议的有翟珅、龚翀、亓官赟、逄曦彤、郄婧娴、仝犇、尉迟骉，以及来自邛崃、睢县、歙县、濮阳、亳州、甪直的代表。
会上，淏然科技的奚翃介绍了“饕餮”系统，龑腾公司的昝龘则谈到了㸆制工艺和“𠮷野家”的点餐机器人。
"""

JAPANESE = """\
研究所は今日、小さな翻訳モデルを公開しました。普通のグラフィックカード一枚で動き、誰でも無料で試すことができます。
「速さよりも、人の名前を間違えないことが大切です」と、評価を担当した辻󠄀井さんは話しています。込み入った法律の文書では、まだ訳し漏れが目立つそうです。
ﾃﾞｰﾀは秋に公開される予定で、働く人たちの声も聞きながら改良を続けるということです。
"""

KOREAN = """\
연구소는 오늘 작은 번역 모델을 공개했다. 평범한 그래픽 카드 하나로 움직이며 누구나 무료로 시험해 볼 수 있다.
“속도보다 사람 이름을 틀리지 않는 것이 더 중요합니다.” 평가를 맡은 기술자는 이렇게 말했다. 학습 자료는 가을에 모두 공개될 예정이다.
"""

RUSSIAN = """\
Лаборатория сегодня открыла небольшую модель перевода: она работает на обычной видеокарте, и попробовать её может любой.
«Мы больше всего боялись не медленной работы, а ошибок в именах», — рассказала инженер, которая отвечала за проверку. Осенью обещают открыть и все учебные данные.
"""

GREEK = """\
Το εργαστήριο δημοσίευσε σήμερα ένα μικρό μοντέλο μετάφρασης που τρέχει σε μια συνηθισμένη κάρτα γραφικών.
Οι ερευνητές λένε ότι χρειάστηκαν οκτώ μήνες για να συγκεντρώσουν τα κείμενα και ότι το φθινόπωρο θα τα δώσουν σε όλους.
"""

FRENCH = """\
Le laboratoire a publié hier un modèle de traduction très léger : il tourne sur une carte graphique ordinaire, même âgée.
« Ce n’est pas la vitesse qui nous inquiétait, mais les noms propres », explique l’ingénieure chargée de l’évaluation. Où l’œuvre d’un été s’achève, la vérification commence à peine.
"""

GERMAN = """\
Das Labor hat gestern ein kleines Übersetzungsmodell veröffentlicht. Es läuft auf einer gewöhnlichen Grafikkarte und darf frei genutzt werden.
„Größer wäre nicht besser gewesen“, sagte die Ingenieurin, die für die Prüfung zuständig war. Für 12 € im Monat lässt sich der Dienst auch über das Netz nutzen – ohne Gewähr.
"""

SPANISH = """\
El laboratorio publicó ayer un pequeño modelo de traducción que funciona en una tarjeta gráfica corriente. ¿Y la velocidad? ¡Sorprendente!
«Lo que más nos preocupaba eran los nombres», explicó la ingeniera Núñez, que dirigió la evaluación durante ocho meses.
"""

PORTUGUESE = """\
O laboratório publicou ontem um pequeno modelo de tradução. ATENÇÃO: a versão de avaliação não inclui os textos jurídicos.
“Não foi a rapidez que nos preocupou”, disse a engenheira. “Foram os nomes de pessoas.” A coleção de cartas da “IRMû será publicada no verão.
"""

POLISH = """\
Laboratorium udostępniło wczoraj niewielki model tłumaczeniowy, który działa na zwykłej karcie graficznej. Każdy może go wypróbować bez opłat.
„Najbardziej baliśmy się błędów w nazwiskach” – powiedziała inżynierka odpowiedzialna za ocenę. Jesienią zostaną ujawnione również źródła.
"""

CZECH = """\
Laboratoř včera zveřejnila malý překladový model, který běží na obyčejné grafické kartě. Vyzkoušet si ho může každý.
„Nejvíc jsme se báli chyb ve jménech,“ řekla inženýrka odpovědná za hodnocení. Na podzim budou zveřejněna i všechna data.
"""

VIETNAMESE = """\
Phòng thí nghiệm hôm qua đã công bố một mô hình dịch thuật nhỏ, chạy được trên một card đồ họa bình thường. Ai cũng có thể dùng thử miễn phí.
"""

TURKISH = """\
Laboratuvar dün küçük bir çeviri modeli yayımladı. Sıradan bir ekran kartında çalışıyor ve isteyen herkes ücretsiz deneyebiliyor.
"""

ENGLISH = """\
The laboratory published a small translation model on Tuesday; it runs on a single ordinary graphics card, and anyone may try it.
“Speed never worried us,” said the engineer in charge of the evaluation. “Names did — last month’s version took a fishing port for a family.”
The naïve baseline, a café owner’s spreadsheet from 1998, still beat it on menus… by 0.3%. Prices start at £5 (about €6) a month; the coöperative pays half.
"""

CODE = """\
    if not (0 <= x < n) or a[i] != b[j]:  # ≤, ≥ and ≠ in the margin
        raise ValueError(f"bad index {x!r}: expected 0..{n - 1}")  → see §4
λ x → x ⊕ (y ∧ ¬z); for (;;) { *p++ = ~q & 0xFF; } // TODO: fix ???
print("注释：这里是中文", end="\\n")  ┌──────┐ │ 表格 │ └──────┘
"""

MATHS = """\
设 f: ℝⁿ → ℝ 满足 ∀ε>0 ∃δ>0，使得 ‖x−y‖<δ ⇒ |f(x)−f(y)|<ε，则 ∑_{k=1}^{∞} aₖ ≤ ∫₀¹ φ(t) dt，其中 α≈0.57±0.02，θ∈[0, 2π)，λ₁≥λ₂≥…≥λₙ。
"""

EMOJI = """\
新模型上线啦🎉🎉🎉！大家快来试试👉 链接在评论区 😂😂 ①注册 ②登录 ③领取 ★★★★☆ ♥ (｡･ω･｡) ٩(◕‿◕)۶ ¯\\_(ツ)_/¯ ➜ ✔️
这也太好用了吧?我不信!真的假的??你试过吗?!快说!!
"""

TALKS_ABOUT_IT = """\
什么是乱码？如果把 UTF-8 的字节当成 GBK 来读，“你好”就会变成“浣犲ソ”；读不出来的地方先变成替换符，再存一次，就成了著名的“锟斤拷”。
When a page sends UTF-8 but claims to be Latin-1, you will see “Ã©” instead of “é”, and “â€™” where an apostrophe should be: this is called mojibake.
"""

CLEAN = {
    name.lower(): text
    for name, text in list(globals().items())
    if name.isupper() and isinstance(text, str) and name != "TALKS_ABOUT_IT"
}
